import type { Matrix } from "@clipscope/types";
import { ClipscopeError, checkOneOf, checkOptions } from "@clipscope/types";
import { checkLevel, checkNamed, checkScores } from "../checks.js";
import { checkClass, checkPaired } from "./labels.js";
import { normalQuantile } from "./quantiles.js";

/** The area under a ROC curve, 0 to 1, with its confidence interval. */
export interface Auroc {
  /** The probability that a relevant row scores higher than an irrelevant one; ties count half. */
  value: number;
  low: number;
  high: number;
  /** Confidence level of the interval, such as 0.95. */
  level: number;
  /** Numbers of relevant and irrelevant rows. */
  relevant: number;
  irrelevant: number;
}

/**
 * The area under the ROC curve of scores, `[rows]`, for rows that are `relevant`, `[rows]` of 1 and 0, as
 * `sklearn.metrics.roc_auc_score`; ties count half. The interval is normal with the variance of DeLong et al.
 * (1988), clipped to [0, 1], as in pROC. It needs two rows of each kind; with only one, that side's variance
 * is taken as 0. Undefined unless there are rows of both kinds. Throws `bad-argument` for different lengths,
 * no rows, NaN, or values of `relevant` other than 0 and 1.
 */
export function auroc(
  inputs: { scores: ArrayLike<number>; relevant: ArrayLike<number> },
  options: { level?: number } = {},
): Auroc | undefined {
  checkNamed(inputs, ["scores", "relevant"], "auroc");
  checkOptions(options, ["level"], "auroc");
  const { scores, relevant } = inputs;
  const { level = 0.95 } = options;
  checkLevel(level);
  checkPaired(scores.length, relevant.length);
  const [ours, others]: number[][] = [[], []];
  for (let row = 0; row < scores.length; row++) {
    const mark = Number(relevant[row]);
    if (Number.isNaN(scores[row]) || (mark !== 0 && mark !== 1)) {
      throw new ClipscopeError(
        "bad-argument",
        `Row ${row} has the score ${scores[row]} and is marked ${relevant[row]}: leave out rows without a score, and mark rows 1 (relevant) or 0 (not).`,
      );
    }
    (mark === 1 ? ours : others).push(scores[row]);
  }
  if (ours.length === 0 || others.length === 0) return undefined;
  // DeLong's components: for each row, the share of rows of the other kind that it ranks correctly against.
  const wins = shareBelow(ours, others);
  const losses = shareBelow(others, ours).map((share) => 1 - share);
  const value = mean(wins);
  const deviation = Math.sqrt(variance(wins) / ours.length + variance(losses) / others.length);
  const half = normalQuantile(1 - (1 - level) / 2) * deviation;
  return {
    value,
    low: Math.max(0, value - half),
    high: Math.min(1, value + half),
    level,
    relevant: ours.length,
    irrelevant: others.length,
  };
}

export interface AurocOneVsRest {
  /** Average over the classes that have both positive and negative rows. */
  value: number;
  average: "macro" | "weighted";
  /** One-vs-rest value of each class, `[classes]`: NaN for a class with no rows, or with all of them. */
  perClass: Float64Array;
}

/**
 * The area under the ROC curve for several classes, each against the rest, as scikit-learn's `roc_auc_score`
 * with `multi_class="ovr"`: the plain mean over classes ("macro", the default) or weighted by their rows
 * ("weighted"). `scores` is `[rows, classes]`, usually probabilities, since each class's column is ranked
 * over all rows. Classes without rows are left out (scikit-learn throws). Undefined if no class remains. Use
 * `bootstrapInterval` for an interval. Throws `bad-argument` for different lengths, no rows, NaN or a label
 * out of range, and `wrong-shape`.
 */
export function aurocOneVsRest(
  inputs: { scores: Matrix<Float32Array | Float64Array>; labels: ArrayLike<number> },
  options: { average?: AurocOneVsRest["average"] } = {},
): AurocOneVsRest | undefined {
  checkNamed(inputs, ["scores", "labels"], "aurocOneVsRest");
  checkOptions(options, ["average"], "aurocOneVsRest");
  const { average = "macro" } = options;
  checkOneOf("average", average, ["macro", "weighted"]);
  const { labels } = inputs;
  const { data, rows, cols } = inputs.scores;
  checkScores(inputs.scores, "scores");
  checkPaired(rows, labels.length);
  for (let row = 0; row < rows; row++) checkClass(labels[row], cols, "label", row);
  const perClass = new Float64Array(cols).fill(Number.NaN);
  let [sum, weights] = [0, 0];
  for (let c = 0; c < cols; c++) {
    const found = auroc({
      scores: Float64Array.from({ length: rows }, (_, row) => data[row * cols + c]),
      relevant: Uint8Array.from({ length: rows }, (_, row) => Number(labels[row] === c)),
    });
    if (!found) continue;
    perClass[c] = found.value;
    const weight = average === "macro" ? 1 : found.relevant;
    sum += weight * found.value;
    weights += weight;
  }
  return weights > 0 ? { value: sum / weights, average, perClass } : undefined;
}

/** For each value, the share of `others` below it; equal values count half. */
function shareBelow(values: readonly number[], others: readonly number[]): Float64Array {
  const sorted = Float64Array.from(others).sort();
  return Float64Array.from(values, (value) => {
    const below = countBelow(sorted, value, false);
    return (below + countBelow(sorted, value, true)) / 2 / sorted.length;
  });
}

/** Number of values in a sorted array below `value`, or at most equal to it. */
function countBelow(sorted: Float64Array, value: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value || (orEqual && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The sample variance (n - 1); 0 for one value. */
function variance(values: Float64Array): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}

/** `auroc` as an experiment for `record`. */
export const aurocExperiment = {
  id: "auroc",
  run: (i: { scores: ArrayLike<number>; relevant: ArrayLike<number> }, o: { level?: number }) => auroc(i, o),
};

/** `aurocOneVsRest` as an experiment for `record`. */
export const aurocOneVsRestExperiment = {
  id: "auroc-one-vs-rest",
  run: (
    i: { scores: Matrix<Float32Array | Float64Array>; labels: ArrayLike<number> },
    o: { average?: AurocOneVsRest["average"] },
  ) => aurocOneVsRest(i, o),
};
