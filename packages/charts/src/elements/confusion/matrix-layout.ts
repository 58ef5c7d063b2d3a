import type { MapView } from "../../events.js";

/** Layout of a matrix plot, in CSS pixels. */
export interface MatrixLayout {
  /** The rectangle that contains the cells. */
  left: number;
  top: number;
  width: number;
  height: number;
  /** Width and height of a cell, and the scroll offset. */
  cellWidth: number;
  cellHeight: number;
  dx: number;
  dy: number;
  /** First and last (exclusive) visible cells. */
  columns: [number, number];
  rows: [number, number];
  /** Number of bars beside a row: recall and F1, or recall alone. */
  bars: 1 | 2;
  /** Whether columns are wide enough for names that are not turned. */
  level: boolean;
}

/** What a layout depends on besides the size of the element. */
export interface MatrixContent {
  /** Number of categories. */
  n: number;
  /** Width of the longest name in pixels. */
  name: number;
}

/** Smallest distance between two names. */
export const nameHeight = 13;
/** Number of rows and columns that stay visible at the largest zoom. */
export const LEAST_VISIBLE = 6;
/** Length of a full bar of recall, F1 or precision. */
export const BAR = 40;
/** Height of the color bar with its labels. */
export const SCALE = 44;
const LARGEST = { width: 150, height: 84 };
/** Largest ratio of a cell's width to its height. */
const WIDEST = 2;

/** The whole matrix. */
export const WHOLE: MapView = { x: 0.5, y: 0.5, k: 1 };

/** The largest zoom, at which `LEAST_VISIBLE` rows and columns are visible. */
export const largestZoom = (n: number): number => Math.max(1, n / LEAST_VISIBLE);

/** A view within its limits: the zoom, and a center that leaves no margin. */
export function clampView({ x, y, k }: MapView, n: number): MapView {
  const zoom = Math.min(largestZoom(n), Math.max(1, k));
  const half = 0.5 / zoom;
  const inside = (value: number) => Math.min(1 - half, Math.max(half, value));
  return { x: inside(x), y: inside(y), k: zoom };
}

/** Lays out a matrix in an element of this size; `view` is the visible part. */
export function layOutMatrix(
  width: number,
  height: number,
  { n, name }: MatrixContent,
  view: MapView,
): MatrixLayout {
  const narrow = width < 480;
  const left = Math.max(64, Math.min(name + 16, narrow ? 96 : 0.2 * width, 200));
  const bars = narrow || width < 560 ? 1 : 2;
  const right = bars * (BAR + 12) + (narrow ? 8 : 24);
  const turned = Math.max(48, Math.min(0.87 * name + 24, narrow ? 84 : 0.2 * height, 140));
  const bottom = BAR + 16 + SCALE;
  const room = Math.max(80, Math.min(width - left - right, n * LARGEST.width));
  // The same at every zoom, so that zooming moves nothing but the cells.
  const top = room / n >= name + 8 ? 32 : turned;
  const tall = Math.max(80, Math.min(height - top - bottom, n * LARGEST.height));
  const wide = Math.min(room, WIDEST * tall);
  const cellWidth = (wide / n) * view.k;
  const cellHeight = (tall / n) * view.k;
  const dx = -(view.x - 0.5 / view.k) * wide * view.k;
  const dy = -(view.y - 0.5 / view.k) * tall * view.k;
  const sight = (offset: number, cell: number, side: number): [number, number] => [
    Math.max(0, Math.floor(-offset / cell + 1e-6)),
    Math.min(n, Math.ceil((side - offset) / cell - 1e-6)),
  ];
  return {
    ...{ left, top, width: wide, height: tall, cellWidth, cellHeight, dx, dy, bars },
    columns: sight(dx, cellWidth, wide),
    rows: sight(dy, cellHeight, tall),
    level: cellWidth >= name + 8,
  };
}
