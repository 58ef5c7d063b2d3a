/** Where the parts of a matrix are, in CSS pixels. */
export interface MatrixLayout {
  left: number;
  top: number;
  /** Room beside the cells. */
  right: number;
  /** Side of the square that shows the cells. */
  side: number;
  /** Side of one cell, and how far the matrix is scrolled. */
  cell: number;
  dx: number;
  dy: number;
  /** First cell and last cell (exclusive) in sight. */
  columns: [number, number];
  rows: [number, number];
}

/** Cells from here on have names beside them. */
export const namedFrom = 13;
const largestCell = 72;
/** Room for the bars of recall (right) and precision (below), with their titles. */
export const margin = { right: 104, bottom: 72 };

/**
 * Lays out a matrix of `n` categories, the longest name of which takes `name` pixels; `k`, `x` and `y` are those of a
 * zoom about the corner of the cells.
 */
export function layOutMatrix(
  width: number,
  height: number,
  n: number,
  name: number,
  { k, x, y }: { k: number; x: number; y: number },
): MatrixLayout {
  const narrow = width < 480;
  const many = n > 24;
  const left = Math.max(72, Math.min(name + 16, narrow ? 84 : many ? 104 : 176));
  const top = Math.max(48, Math.min(0.87 * name + 24, narrow ? 76 : many ? 76 : 128));
  const right = narrow || many ? 68 : margin.right;
  const side = Math.max(80, Math.min(width - left - right, height - top - margin.bottom, n * largestCell));
  const cell = (side / n) * k;
  const sight = (offset: number): [number, number] => [
    Math.max(0, Math.floor(-offset / cell)),
    Math.min(n, Math.ceil((side - offset) / cell)),
  ];
  return { left, top, right, side, cell, dx: x, dy: y, columns: sight(x), rows: sight(y) };
}
