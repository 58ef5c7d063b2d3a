import type { Positions } from "../../lib/placement.js";

/** Pictures of many points in one bitmap: picture `i` is at column `i % columns`, row `⌊i / columns⌋`. */
export interface Sheet {
  bitmap: ImageBitmap;
  columns: number;
  tile: number;
}

/** How a point is drawn; the order is also the order from back to front. */
export const emphasis = { hidden: 0, dim: 1, normal: 2, selected: 3 } as const;
export const shapes = ["circle", "cross", "square", "triangle", "diamond"] as const;

/** What the map shows. Arrays are `[n]` unless said otherwise; positions are in the unit square. */
export interface Scene {
  n: number;
  /** RGB of each point, 0 to 255: `[n, 3]`. */
  colors: Uint8Array;
  /** Index into `shapes`. */
  shapes: Uint8Array;
  emphasis: Uint8Array;
  /** Index into `sheets`, and the picture on that sheet. */
  sheet: Uint8Array;
  picture: Int32Array;
  sheets: (Sheet | undefined)[];
}

/** Where the unit square is on the screen, and how large things are, in CSS pixels. */
export interface Camera {
  width: number;
  height: number;
  pixelRatio: number;
  /** A point at (x, y) is drawn at (x · scale + left, y · scale + top). */
  scale: number;
  left: number;
  top: number;
  /** Diameter of a dot. */
  dot: number;
  /** Side of a picture; 0 draws dots. */
  picture: number;
}

/** Draws all points of a scene. One for WebGL, one for a plain canvas. */
export interface PointRenderer {
  /** The ground of pictures, a CSS color; set when the theme changes. */
  setTheme(theme: { paper: string }): void;
  /** Whether it could draw already: a graphics card may still be getting ready. */
  draw(scene: Scene, positions: Positions, camera: Camera): boolean;
  dispose(): void;
}

/** The points from back to front, hidden ones left out; within one emphasis sheet by sheet. */
export function paintingOrder({ n, emphasis: levels, sheet }: Scene): Int32Array {
  const buckets = new Map<number, number[]>();
  for (let i = 0; i < n; i++) {
    if (levels[i] === emphasis.hidden) continue;
    const bucket = levels[i] * 256 + sheet[i];
    const list = buckets.get(bucket);
    if (list) list.push(i);
    else buckets.set(bucket, [i]);
  }
  return Int32Array.from([...buckets].sort((a, b) => a[0] - b[0]).flatMap(([, list]) => list));
}
