import { OutlineMask } from "../../geometry/outline-mask.js";
import type { Positions } from "../../geometry/placement.js";
import type { PointIndex } from "../../geometry/point-index.js";
import type { Point } from "../../geometry/polygon.js";
import { type Camera, emphasis, type Scene } from "./scene.js";

/** Radius in pixels around the pointer for hitting points. */
const radius = 14;

/** The visible point under the pointer, whose position is in pixels. */
export function pointAt(scene: Scene, index: PointIndex, camera: Camera, [x, y]: Point): number | undefined {
  const { scale, left, top, picture } = camera;
  const reach = Math.max(radius, picture * 0.6) / scale;
  return index.nearest(
    (x - left) / scale,
    (y - top) / scale,
    reach,
    (point) => scene.emphasis[point] !== emphasis.hidden,
  );
}

/** The visible points inside an outline in pixels, ascending. */
export function pointsInside(
  { n, emphasis: levels }: Scene,
  { x, y }: Positions,
  { scale, left, top }: Camera,
  outline: readonly Point[],
): Int32Array {
  const mask = new OutlineMask(outline.map(([px, py]) => [(px - left) / scale, (py - top) / scale]));
  const inside = new Int32Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) {
    if (levels[i] !== emphasis.hidden && mask.contains(x[i], y[i])) inside[count++] = i;
  }
  return inside.slice(0, count);
}
