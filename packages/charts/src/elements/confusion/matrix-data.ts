import type { ConfusionMatrix } from "@clipscope/toolkit/metrics";
import { ClipscopeError } from "@clipscope/types";
import type { ConfusionShare } from "../../plots/confusion/confusion.js";

/** A non-empty cell: indices of the true and the predicted category, and its count. */
export interface Cell {
  row: number;
  column: number;
  n: number;
}

/** What the confusion element draws. */
export interface MatrixData {
  categories: readonly string[];
  cells: readonly Cell[];
  /** Share of each cell, 0 to 1, in the order of `cells`. */
  shares: Float64Array;
  hideDiagonal: boolean;
  /** `[categories]`, 0 to 1; NaN for a category without labels, or without predictions. */
  recall: Float64Array;
  precision: Float64Array;
}

export interface MatrixInput {
  /** Names of the categories, by index. */
  names: readonly string[];
  /** The counts: all of them, or the cells that are not empty. */
  counts: ConfusionMatrix | readonly Cell[];
  /**
   * Category indices in the order of rows and columns, each once. Indices in the result are positions in this
   * order.
   */
  order?: ArrayLike<number>;
  /** Denominator of a cell's share: images with its label (the default), with its prediction, or all. */
  share?: ConfusionShare;
  hideDiagonal?: boolean;
}

/** Prepares counts for the confusion element. Throws `bad-argument` if names, order and counts do not fit together. */
export function matrixData({
  names,
  counts,
  order,
  share = "label",
  hideDiagonal = false,
}: MatrixInput): MatrixData {
  const n = names.length;
  const places = placesOf(n, order);
  const cells = ("counts" in counts ? cellsOf(counts, n) : [...counts]).map((cell) => {
    if (!(cell.row in names) || !(cell.column in names)) {
      throw new ClipscopeError(
        "bad-argument",
        `The cell in row ${cell.row}, column ${cell.column} is outside a matrix with ${n} names: indices go from 0 to ${n - 1}.`,
      );
    }
    return { row: places[cell.row], column: places[cell.column], n: cell.n };
  });
  const sums = {
    label: new Float64Array(n),
    prediction: new Float64Array(n),
    right: new Float64Array(n),
    all: 0,
  };
  for (const { row, column, n: count } of cells) {
    sums.label[row] += count;
    sums.prediction[column] += count;
    sums.all += count;
    if (row === column) sums.right[row] += count;
  }
  const whole = ({ row, column }: Cell) =>
    share === "label" ? sums.label[row] : share === "prediction" ? sums.prediction[column] : sums.all;
  const categories: string[] = new Array(n);
  names.forEach((name, category) => {
    categories[places[category]] = name;
  });
  return {
    categories,
    cells,
    shares: Float64Array.from(cells, (cell) => cell.n / whole(cell)),
    hideDiagonal,
    recall: sums.right.map((right, place) => right / sums.label[place]),
    precision: sums.right.map((right, place) => right / sums.prediction[place]),
  };
}

/** Position of each category in the order. */
function placesOf(n: number, order: ArrayLike<number> | undefined): Int32Array {
  const places = new Int32Array(n).fill(-1);
  for (let place = 0; place < n; place++) {
    const category = order ? order[place] : place;
    if (places[category] === -1) places[category] = place;
  }
  if (!places.includes(-1) && (order?.length ?? n) === n) return places;
  throw new ClipscopeError(
    "bad-argument",
    `The order of a matrix must list each of its ${n} categories once, by index; it has ${order?.length} entries.`,
  );
}

function cellsOf({ classes, counts }: ConfusionMatrix, names: number): Cell[] {
  if (classes !== names || counts.length !== names * names) {
    throw new ClipscopeError(
      "bad-argument",
      `A matrix of ${classes} classes and ${counts.length} counts has ${names} names: give each class a name, and classes × classes counts.`,
    );
  }
  const cells: Cell[] = [];
  counts.forEach((n, at) => {
    if (n > 0) cells.push({ row: Math.floor(at / classes), column: at % classes, n });
  });
  return cells;
}
