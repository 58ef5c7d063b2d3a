import type { Positions } from "../../geometry/placement.js";
import type { PointIndex } from "../../geometry/point-index.js";
import type { Camera } from "./scene.js";

/** Number of points sampled to estimate the distance between nearest neighbors. */
const sample = 400;

/** "dots", "images", or "auto": images if there is enough space. */
export type Marks = "auto" | "dots" | "images";

/** Margin around the points when all are shown: a share of the map's smaller side, up to a number of pixels. */
const padding = { share: 0.08, most: 40 };

/** What a camera depends on besides the size of the map. */
export interface Layout {
  /** Width and height of the positions in the unit square, each at least a fifth. */
  extent: [number, number];
  /** Space around a point: the mean of the median nearest-neighbor distance and that of an even spread. */
  space: number;
  n: number;
}

export function layoutOf(positions: Positions, index: PointIndex): Layout {
  return {
    extent: [span(positions.x), span(positions.y)],
    space: spacing(positions, index),
    n: positions.x.length,
  };
}

function spacing({ x, y }: Positions, index: PointIndex): number {
  const n = x.length;
  if (n < 2) return 0.1;
  const step = Math.max(1, Math.floor(n / sample));
  const distances: number[] = [];
  for (let i = 0; i < n; i += step) {
    const near = index.nearest(x[i], y[i], 2, (point) => point !== i) as number;
    distances.push(Math.hypot(x[near] - x[i], y[near] - y[i]));
  }
  distances.sort((a, b) => a - b);
  return Math.sqrt(Math.max(distances[distances.length >> 1], 0.01 / Math.sqrt(n)) / Math.sqrt(n));
}

function span(values: Float32Array): number {
  let low = 1;
  let high = 0;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return Math.max(0.2, high - low);
}

/** Side of the unit square when all points are shown. */
export function sideOf(width: number, height: number, { extent }: Layout): number {
  const room = 2 * Math.min(padding.most, padding.share * Math.min(width, height));
  return Math.max(50, Math.min((width - room) / extent[0], (height - room) / extent[1]));
}

/** The largest useful zoom, at which neighbors are several pictures apart. */
export function largestZoom(width: number, height: number, layout: Layout): number {
  return Math.max(4, Math.min(5000, 200 / (layout.space * sideOf(width, height, layout))));
}

/**
 * The camera for a view. Dots and pictures grow with the space around a point on the screen, up to `largest`
 * pixels; `transform` is a zoom transform about the map's corner.
 */
export function cameraOf(view: {
  width: number;
  height: number;
  marks: Marks;
  layout: Layout;
  largest: number;
  /** Whether pictures can be drawn. */
  pictures: boolean;
  transform: { k: number; x: number; y: number };
}): Camera {
  const { width, height, marks, layout, pictures, transform } = view;
  const { k, x, y } = transform;
  const side = sideOf(width, height, layout);
  const room = 1.2 * layout.space * side * k;
  const wanted = pictures && (marks === "images" || (marks === "auto" && room >= 20));
  return {
    width,
    height,
    pixelRatio: Math.min(2, devicePixelRatio),
    scale: side * k,
    left: ((width - side) / 2) * k + x,
    top: ((height - side) / 2) * k + y,
    dot: Math.max(layout.n > 20_000 ? 3 : 5, Math.min(12, room / 2)),
    picture: wanted ? Math.max(24, Math.min(view.largest, room)) : 0,
  };
}
