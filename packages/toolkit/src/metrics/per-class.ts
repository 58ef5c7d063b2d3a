import { type ConfusionMatrix, marginals } from "./confusion.js";

/** One value per class; NaN where undefined: recall without labels, precision without predictions. */
export interface PerClass {
  recall: Float64Array;
  precision: Float64Array;
  f1: Float64Array;
  /** Number of rows with this label. */
  support: Int32Array;
}

/**
 * Recall, precision and F1 of each class, as `sklearn.metrics.precision_recall_fscore_support` with
 * `zero_division=nan`: F1 = 2·tp / (labeled + predicted), NaN only for a class that occurs as neither.
 */
export function perClassMetrics(matrix: ConfusionMatrix): PerClass {
  const { classes, counts } = matrix;
  const { row, column } = marginals(matrix);
  const recall = new Float64Array(classes);
  const precision = new Float64Array(classes);
  const f1 = new Float64Array(classes);
  for (let c = 0; c < classes; c++) {
    const hits = counts[c * classes + c];
    recall[c] = hits / row[c];
    precision[c] = hits / column[c];
    f1[c] = (2 * hits) / (row[c] + column[c]);
  }
  return { recall, precision, f1, support: row };
}

/**
 * Mean recall over the classes that have labels, 0 to 1: the metric of several of CLIP's datasets
 * (Caltech101, Pets, Flowers, Aircraft), and scikit-learn's `balanced_accuracy_score`.
 */
export function meanPerClassRecall(matrix: ConfusionMatrix): number {
  return meanDefined(perClassMetrics(matrix).recall);
}

/** The mean F1 over the classes that occur as a label or a prediction, 0 to 1. */
export function macroF1(matrix: ConfusionMatrix): number {
  return meanDefined(perClassMetrics(matrix).f1);
}

function meanDefined(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}
