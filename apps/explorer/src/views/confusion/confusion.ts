import {
  type Cell,
  type ConfusionBlock,
  type ConfusionShare,
  type MatrixData,
  matrixData,
} from "@clipscope/charts";
import type { RelatedClasses } from "@clipscope/study";
import { msg } from "@lit/localize";
import { blocksOf, type Category, categoriesOf, initialsOf, OTHER } from "./categories.js";
import { countCells, errorsOf } from "./counts.js";
import type { Level } from "./levels.js";
import { orderOf } from "./order.js";
import type { Judged } from "./runs.js";
import type { ConfusionOptions, Share } from "./spec.js";

export const chartShares: Record<Share, ConfusionShare> = {
  row: "label",
  column: "prediction",
  total: "all",
  none: "none",
};

/** Predictions, and whether each is right among single classes. */
export interface Outcome {
  /** Category of each item's prediction: `[items]`. */
  predictions: Int32Array;
  right: Uint8Array;
}

/** A confusion matrix of labeled rows, as it is shown. */
export interface Confusion {
  /** In the order of rows and columns. */
  categories: readonly Category[];
  levels: readonly Level[];
  /** The dataset's row, and the category of the label, of each item: `[items]`. */
  rows: Int32Array;
  labels: Int32Array;
  now: Outcome;
  before?: Outcome;
  /** The matrix of the first run, of the second, and their difference. */
  data: MatrixData;
  earlier?: MatrixData;
  difference?: MatrixData;
  /** Images of each category, and predictions of it, in the first run: `[categories]`. */
  images: Float64Array;
  predicted: Float64Array;
}

export type Shown = Pick<
  ConfusionOptions,
  "by" | "toggled" | "order" | "share" | "scale" | "hideDiagonal" | "top"
>;

/** Counts the rows and puts the categories into their order; undefined without rows. */
export function confusionOf(
  judged: Judged,
  levels: readonly Level[],
  shown: Shown,
  related: RelatedClasses | undefined,
): Confusion | undefined {
  const { rows, labels, predictions, right, before } = judged;
  if (rows.length === 0) return undefined;
  const along = categoriesOf(levels, shown);
  if (before?.predictions.includes(-1)) along.push(gone());
  const place = placesOf(along, levels[0].of.length);
  const moved = (classes: Int32Array) => classes.map((c) => (c < 0 ? along.length - 1 : place[c]));
  const [truth, predicted, earlier] = [
    moved(labels),
    moved(predictions),
    before && moved(before.predictions),
  ];
  const listed = listedOf(along, countCells(truth, predicted, along.length), shown, related);
  const { categories, at } = listed;
  const put = (places: Int32Array) => places.map((category) => at[category]);
  const now = { predictions: put(predicted), right };
  const then = before && earlier && { predictions: put(earlier), right: before.right };
  const own = put(truth);
  const cells = countCells(own, now.predictions, categories.length);
  const names = categories.map(({ name }) => name);
  const other = categories.findIndex(({ id }) => id === OTHER);
  const look = {
    names,
    share: chartShares[shown.share],
    scale: shown.scale,
    hideDiagonal: shown.hideDiagonal,
    blocks: blocksIn(shown, categories, levels),
    ...(other >= 0 && { other }),
  };
  const cellsBefore = then && countCells(own, then.predictions, categories.length);
  return {
    ...{ categories, levels, rows, labels: own, now },
    ...(then && { before: then }),
    data: matrixData({ ...look, counts: cells }),
    ...(cellsBefore && {
      earlier: matrixData({ ...look, counts: cellsBefore }),
      difference: matrixData({ ...look, counts: cells, before: cellsBefore }),
    }),
    ...sumsOf(cells, categories.length),
  };
}

/** The category of predictions that are a class of the second run only. */
const gone = (): Category => ({
  ...{ id: "(only in the other run)", name: msg("(only in the other run)") },
  ...{ level: -1, classes: [], path: [] },
});

/** Class → its category. */
function placesOf(categories: readonly Category[], classes: number): Int32Array {
  const place = new Int32Array(classes);
  for (const [at, each] of categories.entries()) for (const c of each.classes) place[c] = at;
  return place;
}

/** The listed categories in their order, and the position of each category: that of "(other)" if it is not listed. */
function listedOf(
  categories: readonly Category[],
  cells: readonly Cell[],
  { order, top }: Shown,
  related: RelatedClasses | undefined,
): { categories: Category[]; at: Int32Array } {
  let listed = orderOf(order, { categories, cells, related });
  if (top > 0 && top < categories.length) {
    const errors = errorsOf(cells, categories.length);
    const most = new Set([...listed].sort((a, b) => errors[b] - errors[a]).slice(0, top));
    listed = listed.filter((category) => most.has(category));
  }
  const at = new Int32Array(categories.length).fill(listed.length);
  for (const [position, category] of listed.entries()) at[category] = position;
  const shown = listed.map((category) => categories[category]);
  if (listed.length === categories.length) return { categories: shown, at };
  const rest = categories.filter((_, category) => at[category] === listed.length);
  const classes = rest.flatMap((each) => each.classes);
  return { categories: [...shown, { id: OTHER, name: msg("(other)"), level: -1, classes, path: [] }], at };
}

function blocksIn(
  { order, top }: Shown,
  categories: readonly Category[],
  levels: readonly Level[],
): ConfusionBlock[][] {
  if (order === "name") return initialsOf(categories);
  return order === "dataset" && top === 0 ? blocksOf(categories, levels) : [];
}

function sumsOf(cells: readonly Cell[], categories: number): Pick<Confusion, "images" | "predicted"> {
  const [images, predicted] = [new Float64Array(categories), new Float64Array(categories)];
  for (const { row, column, n } of cells) {
    images[row] += n;
    predicted[column] += n;
  }
  return { images, predicted };
}
