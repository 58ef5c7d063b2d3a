import type { Positions } from "@clipscope/toolkit/projection";
import type { Embeddings } from "@clipscope/types";

/** Points of a map as a matrix, `[points, 2]`. */
export function asRows({ x, y }: Positions): Embeddings {
  const data = new Float32Array(2 * x.length);
  for (let i = 0; i < x.length; i++) data.set([x[i], y[i]], 2 * i);
  return { data, rows: x.length, cols: 2 };
}

/** Rows of two columns as places. */
export function asPlaces({ data, rows }: Embeddings): Positions {
  return {
    x: Float32Array.from({ length: rows }, (_, i) => data[2 * i]),
    y: Float32Array.from({ length: rows }, (_, i) => data[2 * i + 1]),
  };
}

/** Center of a group of points, and their root mean square distance from it. */
export interface Middle {
  x: number;
  y: number;
  width: number;
}

/** Each group's center and width. */
export function middlesOf({ x, y }: Positions, groups: ArrayLike<number>): Middle[] {
  const count = Math.max(...Array.from(groups)) + 1;
  return Array.from({ length: count }, (_, group) => {
    const own = Array.from(groups, (each, i) => (each === group ? i : -1)).filter((i) => i >= 0);
    const mean = (of: (i: number) => number) => own.reduce((sum, i) => sum + of(i), 0) / own.length;
    const [mx, my] = [mean((i) => x[i]), mean((i) => y[i])];
    return { x: mx, y: my, width: Math.sqrt(mean((i) => (x[i] - mx) ** 2 + (y[i] - my) ** 2)) };
  });
}

/** Distances of the centers of A, B and C, in the map's unit, and how many times as far C is from B as A is. */
export interface Apart {
  near: number;
  far: number;
  times: number;
}

export function apartOf(positions: Positions, groups: ArrayLike<number>): Apart {
  const [a, b, c] = middlesOf(positions, groups);
  const [near, far] = [Math.hypot(b.x - a.x, b.y - a.y), Math.hypot(c.x - b.x, c.y - b.y)];
  return { near, far, times: far / near };
}

/** Widths of A and B, in the map's unit, and how many times as wide A is. */
export interface Widths {
  a: number;
  b: number;
  times: number;
}

export function widthsOf(positions: Positions, groups: ArrayLike<number>): Widths {
  const [{ width: a }, { width: b }] = middlesOf(positions, groups);
  return { a, b, times: a / b };
}
