import { ClipscopeError } from "@clipscope/types";

/** Positions of points, `[n]` each, with y pointing down; in the map's unit square, 0 to 1. */
export interface Positions {
  x: Float32Array;
  y: Float32Array;
}

/**
 * Moves and scales positions into the unit square, keeping their aspect ratio. If all points are equal, they
 * go to the center. Throws `bad-argument` if there are not as many x as y.
 */
export function fitToSquare({ x, y }: Positions): Positions {
  if (x.length !== y.length) {
    throw new ClipscopeError(
      "bad-argument",
      `positions has ${x.length} x and ${y.length} y: give each point one of each.`,
    );
  }
  const [x0, x1] = bounds(x);
  const [y0, y1] = bounds(y);
  const side = Math.max(x1 - x0, y1 - y0) || 1;
  const dx = (1 - (x1 - x0) / side) / 2;
  const dy = (1 - (y1 - y0) / side) / 2;
  return {
    x: x.map((value) => (value - x0) / side + dx),
    y: y.map((value) => (value - y0) / side + dy),
  };
}

/** Positions of `n` images before the layout is computed: rows of a square grid, in order. */
export function gridPositions(n: number): Positions {
  const columns = Math.max(1, Math.ceil(Math.sqrt(n)));
  const rows = Math.max(1, Math.ceil(n / columns));
  const x = Float32Array.from({ length: n }, (_, i) => ((i % columns) + 0.5) / columns);
  const y = Float32Array.from(
    { length: n },
    (_, i) => (Math.floor(i / columns) + 0.5 + (columns - rows) / 2) / columns,
  );
  return { x, y };
}

function bounds(values: Float32Array): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 0];
}
