import type { ConfusionMatrix } from "@clipscope/toolkit/metrics";
import { ClipscopeError, checkOneOf, checkOptions } from "@clipscope/types";
import { counted, percent } from "../../format.js";
import { type Chart, type ChartOptions, chartOf } from "../chart.js";
import { type ChartRow, codeOf, csvOf } from "../rows.js";
import { namedBlocks } from "./blocks.js";
import { drawConfusion, NAMED } from "./draw-confusion.js";
import { confusionColumns, confusionFromRows, confusionRows } from "./rows.js";
import { type ConfusionScale, shareWords } from "./shade.js";

/** What a cell shows: its share of the images with its label, with its prediction or of all, or its count ("none"). */
export type ConfusionShare = "label" | "prediction" | "all" | "none";

export interface ConfusionOptions extends Omit<ChartOptions, "width"> {
  /** Names of the classes, by index. */
  names: readonly string[];
  /** Classes in the order of rows and columns; classes not listed are not drawn. Default: by index. */
  order?: ArrayLike<number>;
  /** Default "label". */
  share?: ConfusionShare;
  /** Default "root", which shows small shares. */
  scale?: ConfusionScale;
  /** Counts of an earlier run: the drawing is then the difference, now minus before. */
  before?: ConfusionMatrix | readonly ConfusionCell[];
  /**
   * Neighbors in the drawn order that have a name in common, from the finest level to the coarsest, named where cells
   * are too small for names.
   */
  blocks?: readonly (readonly ConfusionBlock[])[];
  /** Whether correct predictions are left blank, so that errors use the full range of shades. Default false. */
  hideDiagonal?: boolean;
  /** Side of a cell in pixels. Default: from 14, where every name has room, to 44; 4 for more than 300 classes. */
  cell?: number;
}

/** Datum of a cell. */
export interface ConfusionMark {
  /** Indices of classes. */
  label: number;
  prediction: number;
  count: number;
  /** The share, 0 to 1, or the count for the share "none"; in a difference, its change. */
  share: number;
  /** Count in the earlier run of a difference. */
  before?: number;
}

/** Neighbors in the drawn order with a name in common: positions from `from` up to but not including `to`. */
export interface ConfusionBlock {
  name: string;
  from: number;
  to: number;
}

/** A cell that is not empty: indices of the label's and the prediction's class, and its count. */
export interface ConfusionCell {
  row: number;
  column: number;
  n: number;
}

/**
 * A confusion matrix: labels in rows, predictions in columns, right predictions blue and wrong ones orange,
 * shaded by the square root of the share so that small ones are seen; recall and precision beside it. It grows
 * with the number of classes rather than lose their names. The counts are all of them, or the cells that are not
 * empty. Throws `bad-argument` if names, order and counts do not fit together.
 */
export function confusionSvg(
  counts: ConfusionMatrix | readonly ConfusionCell[],
  options: ConfusionOptions,
): Chart<ConfusionMark> {
  checkOptions(
    options,
    [
      "names",
      "order",
      "share",
      "scale",
      "before",
      "blocks",
      "hideDiagonal",
      "cell",
      "theme",
      "title",
      "note",
      "source",
    ],
    "confusionSvg",
  );
  const { share = "label", scale = "root", names, hideDiagonal = false, blocks = [] } = options;
  checkOneOf("share", share, ["label", "prediction", "all", "none"]);
  checkOneOf("scale", scale, ["linear", "root", "log"]);
  const full = (given: ConfusionMatrix | readonly ConfusionCell[]) =>
    "counts" in given ? given : matrixOf(given, names.length);
  const matrix = full(counts);
  const before = options.before && full(options.before);
  const order = checkedOrder(matrix, options);
  const { cell = defaultCell(order.length), ...words } = options;
  if (!(cell >= 1 && cell <= 200)) {
    throw new ClipscopeError("bad-argument", `cell is ${cell}: it must be a number of pixels from 1 to 200.`);
  }
  const drawing = drawConfusion(matrix, {
    order,
    names,
    share,
    scale,
    hideDiagonal,
    cell,
    before,
    blocks: namedBlocks(blocks, cell, NAMED),
  });
  const { names: _, order: __, before: ___, ...redrawn } = options;
  return chartOf(
    {
      drawing,
      label: describe(matrix, names, order),
      csv: () => csvOf(confusionColumns(before), confusionRows(matrix, names, order, before)),
      code: () => codeOf("confusionSvgFromRows", redrawn),
    },
    { ...words, note: noteOf(matrix, share, words.note, before !== undefined) },
  );
}

/** `confusionSvg` from the rows of its CSV. Throws `bad-argument` for other rows. */
export function confusionSvgFromRows(
  rows: readonly ChartRow[],
  options: Omit<ConfusionOptions, "names" | "order" | "before"> = {},
): Chart<ConfusionMark> {
  const { matrix, names, before } = confusionFromRows(rows);
  return confusionSvg(matrix, { ...options, names, ...(before && { before }) });
}

/** The matrix of these cells. Throws `bad-argument` for a cell outside it. */
function matrixOf(cells: readonly ConfusionCell[], classes: number): ConfusionMatrix {
  const counts = new Int32Array(classes * classes);
  let total = 0;
  for (const { row, column, n } of cells) {
    if (!(row >= 0 && row < classes && column >= 0 && column < classes)) {
      throw new ClipscopeError(
        "bad-argument",
        `confusionSvg: there is a cell in row ${row}, column ${column} of a matrix with ${classes} names.`,
      );
    }
    counts[row * classes + column] += n;
    total += n;
  }
  return { classes, counts, total };
}

const defaultCell = (classes: number) =>
  classes > 1500 ? 3 : classes > 300 ? 4 : Math.max(14, Math.min(44, 620 / classes));

function checkedOrder({ classes, counts }: ConfusionMatrix, { names, order }: ConfusionOptions): Int32Array {
  if (names.length !== classes || counts.length !== classes * classes) {
    throw new ClipscopeError(
      "bad-argument",
      `confusionSvg: ${names.length} names and ${counts.length} counts for ${classes} classes: give each class a name, and classes × classes counts.`,
    );
  }
  const checked = Int32Array.from(order ?? { length: classes }, order ? (c) => c as number : (_, c) => c);
  const wrong = checked.find((c, i) => !(c >= 0 && c < classes) || checked.indexOf(c) !== i);
  if (checked.length > 0 && wrong === undefined) return checked;
  throw new ClipscopeError(
    "bad-argument",
    `confusionSvg: order ${wrong === undefined ? "is empty" : `has ${wrong}, twice or outside 0 to ${classes - 1}`}: list classes by index, each once.`,
  );
}

function noteOf(
  { total }: ConfusionMatrix,
  share: ConfusionShare,
  note: string | undefined,
  isDifference: boolean,
): string {
  const own = note ? `${note}${/[.!?]$/.test(note) ? "" : "."} ` : "";
  const what = `${isDifference ? "change of the " : ""}${share === "none" ? "number of images" : shareWords[share]}`;
  return `${own}Shade: ${what}; n = ${counted(total, "image")}.`;
}

function describe(
  { counts, classes, total }: ConfusionMatrix,
  names: readonly string[],
  order: Int32Array,
): string {
  const right = order.reduce((sum, c) => sum + counts[c * classes + c], 0);
  const worst = mostFrequentErrors({ counts, classes, total }, order).map(
    ([label, prediction, n]) => `${names[label]} as ${names[prediction]} ${n} times`,
  );
  const errors = worst.length > 0 ? `; most often wrong: ${worst.join(", ")}` : "";
  return `Confusion matrix of ${counted(order.length, "class", "classes")}, ${counted(total, "image")}: ${percent(total > 0 ? right / total : Number.NaN)} right${errors}`;
}

/** The three most frequent errors. */
function mostFrequentErrors(
  { counts, classes }: ConfusionMatrix,
  order: Int32Array,
): [number, number, number][] {
  const most: [label: number, prediction: number, n: number][] = [];
  for (const label of order) {
    for (const prediction of order) {
      const n = counts[label * classes + prediction];
      if (label === prediction || n <= (most[2]?.[2] ?? 0)) continue;
      most.push([label, prediction, n]);
      most.sort((a, b) => b[2] - a[2]).splice(3);
    }
  }
  return most;
}
