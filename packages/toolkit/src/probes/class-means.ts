import { checkOptions, normalizeRows } from "@clipscope/types";
import { checkMetric } from "../neighbors/distance.js";
import { checkSplit, type LabeledSet } from "../splits.js";
import type { LinearClassifier } from "./linear.js";

/**
 * Nearest-class-mean classifier, as a linear classifier. With "cosine" (the default), rows are normalized,
 * averaged by class and normalized again, as in a prompt ensemble; logits are cosines if the rows to classify
 * have norm 1. With "euclidean" it is scikit-learn's `NearestCentroid`: a logit is x · m - ½‖m‖². A class
 * without rows is never predicted. Throws `bad-argument`, `wrong-shape`.
 * 1. By "euclidean" it is scikit-learn's `NearestCentroid`: a logit is x · m - ½‖m‖². A class with no row is never
 * predicted. Throws `bad-argument`, `wrong-shape`.
 */
export function classMeans(
  train: LabeledSet<"train" | "train+validation">,
  options: { metric?: "cosine" | "euclidean" } = {},
): LinearClassifier {
  checkOptions(options, ["metric"], "classMeans");
  const { metric = "cosine" } = options;
  checkMetric(metric);
  checkSplit(train, "train", "train+validation");
  const { labels, classes } = train;
  const { data, rows, cols } = metric === "cosine" ? normalizeRows(train.embeddings) : train.embeddings;
  const weights = new Float64Array(classes * cols);
  const counts = new Int32Array(classes);
  for (let row = 0; row < rows; row++) {
    counts[labels[row]]++;
    for (let i = 0; i < cols; i++) weights[labels[row] * cols + i] += data[row * cols + i];
  }
  const bias = new Float64Array(classes);
  for (let c = 0; c < classes; c++) {
    const mean = weights.subarray(c * cols, (c + 1) * cols);
    if (counts[c] === 0) {
      bias[c] = Number.NEGATIVE_INFINITY;
      continue;
    }
    let squares = 0;
    for (let i = 0; i < cols; i++) {
      mean[i] /= counts[c];
      squares += mean[i] * mean[i];
    }
    if (metric === "euclidean") bias[c] = -squares / 2;
    else if (squares > 0) for (let i = 0; i < cols; i++) mean[i] /= Math.sqrt(squares);
  }
  return { classes, cols, weights, bias };
}

/** `classMeans` as an experiment for `record`. */
export const classMeansExperiment = {
  id: "class-means",
  run: (i: { train: LabeledSet<"train"> }, o: { metric?: "cosine" | "euclidean" }) => classMeans(i.train, o),
};
