import { quadtree } from "d3";
import type { Positions } from "../../geometry/placement.js";
import { type Camera, emphasis, type Scene } from "./scene.js";

/** Number of points sampled for the distance to their nearest neighbor. */
const sample = 400;

/** Space around a point: the mean of the median nearest-neighbor distance and that of an even spread. */
export function spacing({ x, y }: Positions): number {
  const n = x.length;
  if (n < 2) return 0.1;
  const tree = quadtree<number>(
    Array.from({ length: n }, (_, i) => i),
    (i) => x[i],
    (i) => y[i],
  );
  const step = Math.max(1, Math.floor(n / sample));
  const distances: number[] = [];
  for (let i = 0; i < n; i += step) {
    tree.remove(i);
    const near = tree.find(x[i], y[i]) as number;
    distances.push(Math.hypot(x[near] - x[i], y[near] - y[i]));
    tree.add(i);
  }
  distances.sort((a, b) => a - b);
  return Math.sqrt(Math.max(distances[distances.length >> 1], 0.01 / Math.sqrt(n)) / Math.sqrt(n));
}

/** Width and height of the positions in the unit square, each at least a fifth. */
export function extent({ x, y }: Positions): [number, number] {
  const span = (values: Float32Array) => {
    let low = 1;
    let high = 0;
    for (const value of values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return Math.max(0.2, high - low);
  };
  return [span(x), span(y)];
}

/** The nearest visible point within 45° of a direction. Without a start, the one nearest to the center. */
export function nearestInDirection(
  { x, y }: Positions,
  scene: Scene,
  from: number | undefined,
  [dx, dy]: readonly [number, number],
): number | undefined {
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  const [x0, y0] = from === undefined ? [0.5, 0.5] : [x[from], y[from]];
  for (let i = 0; i < scene.n; i++) {
    if (i === from || scene.emphasis[i] === emphasis.hidden) continue;
    const along = (x[i] - x0) * dx + (y[i] - y0) * dy;
    const across = Math.abs((x[i] - x0) * dy) + Math.abs((y[i] - y0) * dx);
    if (from !== undefined && across >= along) continue;
    const distance = Math.hypot(x[i] - x0, y[i] - y0);
    if (distance < least) [least, best] = [distance, i];
  }
  return best ?? from;
}

/** "dots", "images", or "auto": images once there is space for them. */
export type Marks = "auto" | "dots" | "images";

/** Padding in pixels when all points are shown. */
const padding = 40;

/** The camera for a view. Dots and images grow with the space around a point on the screen. */
export function cameraOf(view: {
  width: number;
  height: number;
  marks: Marks;
  extent: [number, number];
  space: number;
  transform: { k: number; x: number; y: number };
}): Camera {
  const { width, height, marks, extent, space, transform } = view;
  const { k, x, y } = transform;
  const side = Math.max(50, Math.min((width - 2 * padding) / extent[0], (height - 2 * padding) / extent[1]));
  const room = Math.min(64, 1.2 * space * side * k);
  const wanted = marks === "images" || (marks === "auto" && room >= 20);
  return {
    width,
    height,
    pixelRatio: Math.min(2, devicePixelRatio),
    scale: side * k,
    left: ((width - side) / 2) * k + x,
    top: ((height - side) / 2) * k + y,
    dot: Math.max(5, Math.min(12, room / 2)),
    picture: wanted ? Math.max(24, room) : 0,
  };
}
