/** Layout of a matrix plot, in CSS pixels. */
export interface MatrixLayout {
  left: number;
  top: number;
  /** Space to the right of the cells. */
  right: number;
  /** Side of the square that contains the cells. */
  side: number;
  /** Side of one cell, and the scroll offset. */
  cell: number;
  dx: number;
  dy: number;
  /** First and last (exclusive) visible cells. */
  columns: [number, number];
  rows: [number, number];
}

/** Smallest distance between two names. */
export const nameHeight = 12.5;
/** Largest side of a cell, in the whole matrix and when zoomed in. */
const largestCell = 96;
/** Space for the bars of recall (right) and precision (below), with their titles. */
export const margin = { right: 104, bottom: 76 };

/** Minimum number of categories for which names are shortened, to leave room for the cells. */
const many = 24;

/**
 * Lays out a matrix of `n` categories whose longest name is `name` pixels wide; `k`, `x` and `y` are a zoom
 * transform about the corner of the cells.
 */
export function layOutMatrix(
  width: number,
  height: number,
  n: number,
  name: number,
  { k, x, y }: { k: number; x: number; y: number },
): MatrixLayout {
  const narrow = width < 480;
  const left = Math.max(72, Math.min(name + 16, narrow ? 84 : n > many ? 128 : 176));
  const top = Math.max(48, Math.min(0.87 * name + 24, narrow ? 76 : n > many ? 100 : 128));
  const right = narrow || n > many ? 68 : margin.right;
  const side = Math.max(80, Math.min(width - left - right, height - top - margin.bottom, n * largestCell));
  const cell = (side / n) * k;
  const sight = (offset: number): [number, number] => [
    Math.max(0, Math.floor(-offset / cell)),
    Math.min(n, Math.ceil((side - offset) / cell)),
  ];
  return { left, top, right, side, cell, dx: x, dy: y, columns: sight(x), rows: sight(y) };
}

/** The zoom at which cells are as large as they get. */
export const largestZoom = ({ side }: MatrixLayout, n: number) => Math.max(1, (largestCell * n) / side);
