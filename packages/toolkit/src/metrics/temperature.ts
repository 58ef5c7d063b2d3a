import type { Embeddings, Matrix } from "@clipscope/types";
import { type LinearClassifier, linearLogits } from "../probes/linear.js";
import { checkSplit, type LabeledSet } from "../splits.js";
import { negativeLogLikelihood } from "./proper-scores.js";

type Scores = Matrix<Float32Array | Float64Array>;

export interface Temperature {
  /** The divisor of the logits. Above 1 for an overconfident model. */
  temperature: number;
  /** Negative log-likelihood on validation before and after scaling. */
  before: number;
  after: number;
  /**
   * Whether the best temperature lies beyond the limits, 1e-4 and 1e4, as when every row is classified
   * correctly.
   */
  atLimit: boolean;
}

/**
 * Temperature scaling (Guo et al. 2017, §4.2): the T for which softmax(logits / T) has the lowest negative
 * log-likelihood on validation. Predictions do not change. `toLogits` returns `[rows, classes]`, such as
 * `(rows) => linearLogits(head, rows)`. The likelihood is convex in 1 / T; the minimum is found by Newton's
 * method. Throws `bad-argument` for another split, or if `toLogits` returns a wrong number of rows or
 * classes.
 */
export function fitTemperature(
  validation: LabeledSet<"validation">,
  toLogits: (embeddings: Embeddings) => Scores,
): Temperature {
  checkSplit(validation, "validation");
  const logits = toLogits(validation.embeddings);
  const { labels } = validation;
  const before = negativeLogLikelihood({ logits, labels });
  const { inverse, atLimit } = bestInverse(logits, labels);
  const scaled = { ...logits, data: new Float64Array(logits.data).map((logit) => logit * inverse) };
  return {
    temperature: 1 / inverse,
    before,
    after: negativeLogLikelihood({ logits: scaled, labels }),
    atLimit,
  };
}

function bestInverse(logits: Scores, labels: Int32Array): { inverse: number; atLimit: boolean } {
  let [low, high] = [1e-4, 1e4];
  if (derivatives(logits, labels, low).slope >= 0) return { inverse: low, atLimit: true };
  if (derivatives(logits, labels, high).slope <= 0) return { inverse: high, atLimit: true };
  let inverse = 1;
  for (let step = 0; step < 100; step++) {
    const { slope, curvature } = derivatives(logits, labels, inverse);
    if (slope > 0) high = inverse;
    else low = inverse;
    let next = inverse - slope / curvature;
    if (!(next > low && next < high)) next = Math.sqrt(low * high);
    const change = Math.abs(next - inverse);
    inverse = next;
    if (change <= 1e-14 * inverse) break;
  }
  return { inverse, atLimit: false };
}

/**
 * First and second derivative of the mean cross-entropy of softmax(inverse · logits) with respect to
 * `inverse`.
 */
function derivatives({ data, rows, cols }: Scores, labels: Int32Array, inverse: number) {
  let slope = 0;
  let curvature = 0;
  for (let row = 0; row < rows; row++) {
    const logits = data.subarray(row * cols, (row + 1) * cols);
    let max = Number.NEGATIVE_INFINITY;
    for (const logit of logits) if (logit > max) max = logit;
    let sum = 0;
    let first = 0;
    let second = 0;
    for (const logit of logits) {
      if (logit === Number.NEGATIVE_INFINITY) continue; // a class that was not in training
      const below = logit - max;
      const weight = Math.exp(inverse * below);
      sum += weight;
      first += weight * below;
      second += weight * below * below;
    }
    const mean = first / sum;
    slope += mean - (logits[labels[row]] - max);
    curvature += second / sum - mean * mean;
  }
  return { slope: slope / rows, curvature: curvature / rows };
}

/** `fitTemperature` as an experiment for `record`. */
export const temperatureExperiment = {
  id: "temperature",
  run: (i: { validation: LabeledSet<"validation">; head: LinearClassifier }) =>
    fitTemperature(i.validation, (rows) => linearLogits(i.head, rows)),
};
