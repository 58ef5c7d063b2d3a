/** Scores of each class; NaN where undefined: recall without labels, precision without predictions. */
export interface ClassScores {
  /** Number of images labeled with the class: `[classes]`. */
  count: Int32Array;
  /** Share of those predicted correctly, 0 to 1. */
  recall: Float64Array;
  /** Share of the predictions of the class that are correct, 0 to 1. */
  precision: Float64Array;
  f1: Float64Array;
  /** Mean recall over classes with labels, the metric of several of CLIP's datasets. */
  meanRecall: number;
}

/**
 * Scores by class without a confusion matrix, so that memory does not grow with the square of the number of
 * classes.
 */
export function scoreClasses(predictions: Int32Array, labels: Int32Array, classes: number): ClassScores {
  const count = new Int32Array(classes);
  const predicted = new Int32Array(classes);
  const right = new Int32Array(classes);
  for (const [i, label] of labels.entries()) {
    count[label]++;
    predicted[predictions[i]]++;
    if (predictions[i] === label) right[label]++;
  }
  const recall = Float64Array.from(right, (hits, c) => hits / count[c]);
  const labelled = recall.filter((value) => !Number.isNaN(value));
  return {
    count,
    recall,
    precision: Float64Array.from(right, (hits, c) => hits / predicted[c]),
    f1: Float64Array.from(right, (hits, c) => (2 * hits) / (count[c] + predicted[c])),
    meanRecall: labelled.reduce((sum, value) => sum + value, 0) / labelled.length,
  };
}
