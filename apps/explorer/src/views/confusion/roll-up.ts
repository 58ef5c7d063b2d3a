import type { Cell } from "@clipscope/charts";
import {
  type ConfusionMatrix,
  confusionMatrix,
  normalizeConfusion,
  type PerClass,
  perClassMetrics,
} from "@clipscope/toolkit";

/** A confusion matrix for display: ordered categories, non-empty cells, and the cell of each item. */
export interface Confusion {
  categories: string[];
  matrix: ConfusionMatrix;
  cells: Cell[];
  metrics: PerClass;
  /** Item → category of its label, and of its prediction: `[items]`. */
  labels: Int32Array;
  predictions: Int32Array;
}

/** Denominator of a cell's share: its row, its column, or all images. */
export type Share = "row" | "column" | "total";
export type Order = "dataset" | "name" | "errors";

/**
 * Counts labels against predictions, each rolled up to a category: `names` has the category of each class.
 * `labels` and `predictions` are `[items]` class indices.
 */
export function rollUp(
  labels: Int32Array,
  predictions: Int32Array,
  names: readonly string[],
  order: Order,
): Confusion {
  const classes = names.length;
  const place = placesOf(names, labels, predictions, order);
  const groups = Int32Array.from(names, (name) => place.get(name) as number);
  const matrix = confusionMatrix({ predictions, labels, classes, groups });
  const cells: Cell[] = [];
  for (let row = 0; row < place.size; row++) {
    for (let column = 0; column < place.size; column++) {
      const n = matrix.counts[row * place.size + column];
      if (n > 0) cells.push({ row, column, n });
    }
  }
  return {
    categories: [...place.keys()],
    matrix,
    cells,
    metrics: perClassMetrics(matrix),
    labels: labels.map((label) => groups[label]),
    predictions: predictions.map((prediction) => groups[prediction]),
  };
}

/** Category → its position in the requested order. */
function placesOf(
  names: readonly string[],
  labels: Int32Array,
  predictions: Int32Array,
  order: Order,
): Map<string, number> {
  const categories = [...new Set(names)];
  if (order === "name") categories.sort((a, b) => a.localeCompare(b));
  if (order === "errors") {
    const errors = new Map(categories.map((name) => [name, 0]));
    const add = (name: string) => errors.set(name, (errors.get(name) as number) + 1);
    labels.forEach((label, i) => {
      if (names[label] === names[predictions[i]]) return;
      add(names[label]);
      add(names[predictions[i]]);
    });
    categories.sort((a, b) => (errors.get(b) as number) - (errors.get(a) as number));
  }
  return new Map(categories.map((name, i) => [name, i]));
}

/** Each cell as a share of its row, its column, or the total. */
export function sharesOf({ matrix, cells }: Confusion, by: Share): Float64Array {
  const shares = normalizeConfusion(matrix, by);
  return Float64Array.from(cells, ({ row, column }) => shares[row * matrix.classes + column]);
}
