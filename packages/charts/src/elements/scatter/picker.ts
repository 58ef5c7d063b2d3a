import type { Positions } from "../../geometry/placement.js";
import type { PointIndex } from "../../geometry/point-index.js";
import { insidePolygon, type Point } from "../../geometry/polygon.js";
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
  scene: Scene,
  positions: Positions,
  camera: Camera,
  outline: Point[],
): Int32Array {
  const { scale, left, top } = camera;
  const inside = scene.order.filter((i) =>
    insidePolygon(positions.x[i] * scale + left, positions.y[i] * scale + top, outline),
  );
  return inside.sort();
}
