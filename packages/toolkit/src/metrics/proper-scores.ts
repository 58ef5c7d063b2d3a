import type { Matrix } from "@clipscope/types";
import { checkNamed, checkScores } from "../checks.js";
import { softmax } from "../zero-shot/index.js";
import { checkClass, checkPaired } from "./labels.js";

type Scores = Matrix<Float32Array | Float64Array>;

/**
 * Brier's score (1950), 0 to 2, lower is better: the mean over rows of the squared distance between the
 * probabilities, `[rows, classes]`, and the one-hot label. As `sklearn.metrics.brier_score_loss` without
 * `scale_by_half`. Throws `bad-argument` for no rows, a wrong number of labels, a label out of range, or NaN,
 * and `wrong-shape`.
 */
export function brierScore(inputs: { probabilities: Scores; labels: ArrayLike<number> }): number {
  checkNamed(inputs, ["probabilities", "labels"], "brierScore");
  const { probabilities, labels } = inputs;
  const { data, rows, cols } = probabilities;
  checkPaired(rows, labels.length);
  checkScores(probabilities, "probabilities");
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    checkClass(labels[row], cols, "label", row);
    for (let c = 0; c < cols; c++) sum += (data[row * cols + c] - Number(labels[row] === c)) ** 2;
  }
  return sum / rows;
}

/**
 * Negative log-likelihood in nats, the mean over rows, lower is better: the cross-entropy of softmax(logits),
 * computed from the logits, `[rows, classes]`, so that tiny probabilities lose no precision. As
 * `torch.nn.functional.cross_entropy` and scikit-learn's `log_loss`. Throws `bad-argument` for no rows, a
 * wrong number of labels, a label out of range, or NaN, and `wrong-shape`.
 */
export function negativeLogLikelihood(inputs: { logits: Scores; labels: ArrayLike<number> }): number {
  checkNamed(inputs, ["logits", "labels"], "negativeLogLikelihood");
  const { labels } = inputs;
  const { data, rows, cols } = inputs.logits;
  checkPaired(rows, labels.length);
  checkScores(inputs.logits, "logits");
  let total = 0;
  for (let row = 0; row < rows; row++) {
    checkClass(labels[row], cols, "label", row);
    const logits = data.subarray(row * cols, (row + 1) * cols);
    let max = Number.NEGATIVE_INFINITY;
    for (const logit of logits) if (logit > max) max = logit;
    let sum = 0;
    for (const logit of logits) sum += Math.exp(logit - max);
    total += Math.log(sum) + max - logits[labels[row]];
  }
  return total / rows;
}

/**
 * Brier score of softmax(logits) and negative log-likelihood, as an experiment for `record`; `logits` is
 * `[rows, classes]`.
 */
export const properScoresExperiment = {
  id: "proper-scores",
  run: (i: { logits: Scores; labels: ArrayLike<number> }) => ({
    brierScore: brierScore({ probabilities: softmax(i.logits), labels: i.labels }),
    negativeLogLikelihood: negativeLogLikelihood(i),
  }),
};
