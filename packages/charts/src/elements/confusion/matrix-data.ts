import type { ConfusionMatrix } from "@clipscope/toolkit/metrics";
import { ClipscopeError } from "@clipscope/types";
import type { ConfusionBlock, ConfusionShare } from "../../plots/confusion/confusion.js";
import type { ConfusionScale } from "../../plots/confusion/shade.js";

/** A non-empty cell: indices of the true and the predicted category, and its count. */
export interface Cell {
  row: number;
  column: number;
  n: number;
  /** Count in the earlier run that a difference compares with. */
  before?: number;
}

/** What the confusion element draws. */
export interface MatrixData {
  categories: readonly string[];
  /** By row, then by column. */
  cells: readonly Cell[];
  /**
   * Value of each cell in the order of `cells`, which its color shows: its share, 0 to 1, its count for the share
   * "none", or the change of either in a difference.
   */
  values: Float64Array;
  share: ConfusionShare;
  scale: ConfusionScale;
  hideDiagonal: boolean;
  /** Whether the values are changes. */
  difference: boolean;
  /** Category of all that are not listed, whose cell on the diagonal is neither right nor wrong. */
  other?: number;
  /**
   * Levels of blocks, from the finest to the coarsest, each ascending. Where categories are too small for names, the
   * finest level that has room is named.
   */
  blocks: readonly (readonly ConfusionBlock[])[];
  /** `[categories]`, 0 to 1; NaN for a category without labels, without predictions, or without either. */
  recall: Float64Array;
  precision: Float64Array;
  f1: Float64Array;
}

export interface MatrixInput {
  /** Names of the categories, by index. */
  names: readonly string[];
  /** The counts: all of them, or the cells that are not empty. */
  counts: ConfusionMatrix | readonly Cell[];
  /** Counts of an earlier run: the matrix is then the difference, now minus before. */
  before?: ConfusionMatrix | readonly Cell[];
  /**
   * Category indices in the order of rows and columns, each once. Indices in the result are positions in this
   * order.
   */
  order?: ArrayLike<number>;
  /** What a cell shows: its share of the images with its label (the default), with its prediction, of all, or its count. */
  share?: ConfusionShare;
  /** Default "root", which shows small shares. */
  scale?: ConfusionScale;
  hideDiagonal?: boolean;
  /** Levels of blocks of neighbors, from the finest to the coarsest, in positions of the order. */
  blocks?: readonly (readonly ConfusionBlock[])[];
  /** Index of the category that stands for all that are not listed. */
  other?: number;
}

/** Prepares counts for the confusion element. Throws `bad-argument` if names, order and counts do not fit together. */
export function matrixData(input: MatrixInput): MatrixData {
  const { names, counts, before, order, share = "label", scale = "root", hideDiagonal = false } = input;
  const places = placesOf(names.length, order);
  const now = placed(counts, names.length, places);
  const then = before && placed(before, names.length, places);
  const cells = then ? unionOf(now, then, names.length) : now;
  const [sums, earlier] = [sumsOf(now, names.length), then && sumsOf(then, names.length)];
  const values = Float64Array.from(cells, (cell) => {
    const value = shownValue(cell.n, cell, share, sums);
    return earlier ? value - shownValue(cell.before ?? 0, cell, share, earlier) : value;
  });
  const categories: string[] = new Array(names.length);
  for (const [category, name] of names.entries()) categories[places[category]] = name;
  return {
    categories,
    cells,
    values,
    share,
    scale,
    hideDiagonal,
    difference: then !== undefined,
    ...(input.other !== undefined && { other: places[input.other] }),
    blocks: input.blocks ?? [],
    recall: sums.right.map((right, c) => right / sums.label[c]),
    precision: sums.right.map((right, c) => right / sums.prediction[c]),
    f1: sums.right.map((right, c) => (2 * right) / (sums.label[c] + sums.prediction[c])),
  };
}

interface Sums {
  label: Float64Array;
  prediction: Float64Array;
  right: Float64Array;
  all: number;
}

function sumsOf(cells: readonly Cell[], n: number): Sums {
  const sums: Sums = {
    label: new Float64Array(n),
    prediction: new Float64Array(n),
    right: new Float64Array(n),
    all: 0,
  };
  for (const { row, column, n: images } of cells) {
    sums.label[row] += images;
    sums.prediction[column] += images;
    sums.all += images;
    if (row === column) sums.right[row] += images;
  }
  return sums;
}

function shownValue(n: number, { row, column }: Cell, share: ConfusionShare, sums: Sums): number {
  if (n === 0 || share === "none") return n;
  return (
    n / (share === "label" ? sums.label[row] : share === "prediction" ? sums.prediction[column] : sums.all)
  );
}

/** The cells in the order of rows and columns. */
function placed(counts: MatrixInput["counts"], n: number, places: Int32Array): Cell[] {
  const cells = ("counts" in counts ? cellsOf(counts, n) : [...counts]).map((cell) => {
    if (!(cell.row >= 0 && cell.row < n && cell.column >= 0 && cell.column < n)) {
      throw new ClipscopeError(
        "bad-argument",
        `The cell in row ${cell.row}, column ${cell.column} is outside a matrix with ${n} names: indices go from 0 to ${n - 1}.`,
      );
    }
    return { row: places[cell.row], column: places[cell.column], n: cell.n };
  });
  return cells.sort((a, b) => a.row - b.row || a.column - b.column);
}

/** All cells of two runs, with the counts of both. */
function unionOf(now: readonly Cell[], before: readonly Cell[], n: number): Cell[] {
  const cells = new Map(now.map((cell) => [cell.row * n + cell.column, { ...cell, before: 0 }]));
  for (const { row, column, n: images } of before) {
    const cell = cells.get(row * n + column);
    if (cell) cell.before = images;
    else cells.set(row * n + column, { row, column, n: 0, before: images });
  }
  return [...cells.values()].sort((a, b) => a.row - b.row || a.column - b.column);
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
