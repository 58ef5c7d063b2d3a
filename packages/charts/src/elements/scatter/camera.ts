import type { Positions } from "../../geometry/placement.js";
import type { PointIndex } from "../../geometry/point-index.js";
import type { Camera } from "./scene.js";

/** Number of points sampled to estimate the distance between nearest neighbors. */
const sample = 400;

/** "dots", "images", or "auto": images if there is enough space. */
export type Marks = "auto" | "dots" | "images";

/** Margin around the points when all are shown: a share of the map's smaller side, up to a number of pixels. */
const padding = { share: 0.06, most: 28 };

/** What a camera depends on besides the size of the map. */
export interface Layout {
  /** Width and height of the positions in the unit square, each at least a fifth. */
  extent: [number, number];
  /** Space around a point: the mean of the median nearest-neighbor distance and that of an even spread. */
  space: number;
  n: number;
}

/** The layout of points in a part of the unit square of this width and height; without an index, the space around them is estimated from how many share a cell. */
export function layoutOf(
  positions: Positions,
  [width, height]: readonly [number, number],
  index?: PointIndex,
): Layout {
  return {
    extent: [Math.max(0.2, width), Math.max(0.2, height)],
    space: spaceOf(positions, index),
    n: positions.x.length,
  };
}

function spaceOf(positions: Positions, index: PointIndex | undefined): number {
  const n = positions.x.length;
  if (n < 2) return 0.1;
  const distances = (index ? nearestDistances(positions, index) : evenDistances(positions)).sort();
  return Math.sqrt(Math.max(distances[distances.length >> 1], 0.01 / Math.sqrt(n)) / Math.sqrt(n));
}

/** Distances of some points to their nearest neighbors. */
function nearestDistances({ x, y }: Positions, index: PointIndex): Float64Array {
  const step = Math.max(1, Math.floor(x.length / sample));
  return Float64Array.from({ length: Math.ceil(x.length / step) }, (_, k) => {
    const i = k * step;
    const near = index.nearest(x[i], y[i], 2, (point) => point !== i) as number;
    return Math.hypot(x[near] - x[i], y[near] - y[i]);
  });
}

/** For some points, the mean distance to the nearest neighbor if the points of their cell were spread at random. */
function evenDistances({ x, y }: Positions): Float64Array {
  const n = x.length;
  const side = Math.ceil(Math.sqrt(n / 8));
  const at = (value: number) => Math.min(side - 1, Math.max(0, Math.floor(value * side)));
  const counts = new Uint32Array(side * side);
  for (let i = 0; i < n; i++) counts[at(y[i]) * side + at(x[i])]++;
  const step = Math.max(1, Math.floor(n / sample));
  return Float64Array.from({ length: Math.ceil(n / step) }, (_, k) => {
    const count = counts[at(y[k * step]) * side + at(x[k * step])];
    return 0.5 / (side * Math.sqrt(count));
  });
}

/** Side of the unit square when all points are shown. */
export function sideOf(width: number, height: number, { extent }: Layout): number {
  const room = 2 * Math.min(padding.most, padding.share * Math.min(width, height));
  return Math.max(50, Math.min((width - room) / extent[0], (height - room) / extent[1]));
}

/** The largest useful zoom, at which neighbors are several pictures apart. */
export function largestZoom(width: number, height: number, layout: Layout): number {
  return Math.max(4, Math.min(5000, 400 / (layout.space * sideOf(width, height, layout))));
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
