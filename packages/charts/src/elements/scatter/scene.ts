import type { Positions } from "../../geometry/placement.js";

/** Images of many points in one bitmap: image `i` is at column `i % columns`, row `⌊i / columns⌋`. */
export interface Sheet {
  bitmap: ImageBitmap;
  columns: number;
  tile: number;
}

/** Emphasis of a point, in drawing order from back to front. */
export const emphasis = { hidden: 0, dim: 1, normal: 2, selected: 3 } as const;

/** Contents of the map. Arrays are `[n]` unless stated otherwise; positions are in the unit square. */
export interface Scene {
  n: number;
  /** RGB of each point, 0 to 255: `[n, 3]`. */
  colors: Uint8Array;
  /** Index into `shapes`. */
  shapes: Uint8Array;
  emphasis: Uint8Array;
  /** Index into `sheets`, and the image's index in that sheet. */
  sheet: Uint8Array;
  picture: Int32Array;
  sheets: (Sheet | undefined)[];
}

/** Placement of the unit square on the screen, and sizes, in CSS pixels. */
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
  /** Side of an image; 0 draws dots. */
  picture: number;
}

/** Draws all points of a scene. Implemented for WebGL and for a 2D canvas. */
export interface PointRenderer {
  /** Sets the background of images, a CSS color, when the theme changes. */
  setTheme(theme: { paper: string }): void;
  /** Draws a frame; returns false if the GPU is not ready yet. */
  draw(scene: Scene, positions: Positions, camera: Camera): boolean;
  dispose(): void;
}

/** Visible points from back to front; within one emphasis, grouped by sheet. */
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
