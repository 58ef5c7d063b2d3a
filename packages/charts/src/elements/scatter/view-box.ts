import type { MapView } from "../../events.js";
import type { Fit, Positions } from "../../geometry/placement.js";
import type { PointIndex } from "../../geometry/point-index.js";
import { type Camera, emphasis, type Scene } from "./scene.js";

/** A part of a map, in the unit of its positions. */
export interface MapBox {
  x: readonly [from: number, to: number];
  y: readonly [from: number, to: number];
}

/** The part of a map that is in sight. */
export function boxInSight({ scale, left, top, width, height }: Camera, fit: Fit): MapBox {
  const x = (px: number) => ((px - left) / scale - fit.left) / fit.scale;
  const y = (py: number) => ((py - top) / scale - fit.top) / fit.scale;
  return { x: [x(0), x(width)], y: [y(0), y(height)] };
}

/** The box around rows, in the unit square; undefined without rows. */
export function boxOf(rows: Iterable<number>, { x, y }: Positions): MapBox | undefined {
  let [x0, x1, y0, y1] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const row of rows) {
    if (!(row >= 0 && row < x.length)) continue;
    if (x[row] < x0) x0 = x[row];
    if (x[row] > x1) x1 = x[row];
    if (y[row] < y0) y0 = y[row];
    if (y[row] > y1) y1 = y[row];
  }
  return x0 <= x1 ? { x: [x0, x1], y: [y0, y1] } : undefined;
}

/**
 * The view moved so that a visible point is in sight, if none is; the same view otherwise. A zoom into empty space
 * would leave an empty page.
 */
export function keepInSight(
  view: MapView,
  camera: Camera,
  scene: Scene,
  index: PointIndex,
  positions: Positions,
): MapView {
  const { scale, left, top, width, height } = camera;
  const [x, y] = [(width / 2 - left) / scale, (height / 2 - top) / scale];
  const roomX = (0.5 * width - 8) / scale;
  const roomY = (0.5 * height - 8) / scale;
  const shows = (point: number) => scene.emphasis[point] !== emphasis.hidden;
  for (const point of index.near([x - roomX, x + roomX], [y - roomY, y + roomY])) {
    const inside = Math.abs(positions.x[point] - x) <= roomX && Math.abs(positions.y[point] - y) <= roomY;
    if (inside && shows(point)) return view;
  }
  const near = index.nearest(x, y, 4, shows);
  if (near === undefined) return view;
  // As little as needed, and half the way from the edge to the middle.
  const move = (distance: number, room: number) =>
    Math.sign(distance) * Math.max(0, Math.abs(distance) - room / 2);
  return {
    ...view,
    x: view.x + move(positions.x[near] - x, roomX),
    y: view.y + move(positions.y[near] - y, roomY),
  };
}
