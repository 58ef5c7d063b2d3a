import { ClipscopeError, checkOneOf, checkOptions } from "@clipscope/types";
import { checkNamed } from "../checks.js";
import { quantile } from "./bootstrap.js";
import { checkPaired } from "./labels.js";

export interface ReliabilityOptions {
  /** Number of bins. Default 15, as in Guo et al. 2017. */
  bins?: number;
  /** "width" (default): bins of equal width. "mass": bins of about equally many rows. */
  by?: "width" | "mass";
}

/** Rows with confidence in (low, high]; the first bin includes its lower end. */
export interface ReliabilityBin {
  low: number;
  high: number;
  count: number;
  /** Mean confidence, 0 to 1; undefined in an empty bin. */
  confidence: number | undefined;
  /** Share of correct predictions, 0 to 1; undefined in an empty bin. */
  accuracy: number | undefined;
}

/** Confidences of predictions, `[rows]` from 0 to 1, and their correctness, `[rows]` of 1 and 0. */
export interface JudgedConfidences {
  confidences: ArrayLike<number>;
  correct: ArrayLike<number>;
}

/**
 * Accuracy by confidence bin. Bins and edges are those of `sklearn.calibration.calibration_curve`, whose
 * "quantile" is our "mass"; unlike there, empty bins are kept. scikit-learn rounds bin edges, so it may put a
 * confidence that lies exactly on an edge in the adjacent bin. Throws `bad-argument`.
 */
export function reliabilityCurve(
  inputs: JudgedConfidences,
  options: ReliabilityOptions = {},
): ReliabilityBin[] {
  checkNamed(inputs, ["confidences", "correct"], "reliabilityCurve");
  checkOptions(options, ["bins", "by"], "reliabilityCurve");
  const { confidences, correct } = inputs;
  const { bins = 15, by = "width" } = options;
  checkOneOf("by", by, ["width", "mass"]);
  checkPaired(confidences.length, correct.length);
  if (!Number.isInteger(bins) || bins < 1) {
    throw new ClipscopeError("bad-argument", `bins is ${bins}: it must be a whole number of at least 1.`);
  }
  for (let row = 0; row < confidences.length; row++) {
    if (!(confidences[row] >= 0 && confidences[row] <= 1)) {
      throw new ClipscopeError(
        "bad-argument",
        `The confidence of row ${row} is ${confidences[row]}: it must be between 0 and 1, such as the largest softmax probability.`,
      );
    }
  }
  const sorted = Float64Array.from(confidences).sort();
  const edge = (i: number) => (by === "width" ? i / bins : quantile(sorted, i / bins));
  const edges = Array.from({ length: bins + 1 }, (_, i) => edge(i));
  const inner = edges.slice(1, -1);
  const curve = Array.from({ length: bins }, (_, i) => ({
    low: edges[i],
    high: edges[i + 1],
    count: 0,
    confidence: 0,
    accuracy: 0,
  }));
  for (let row = 0; row < confidences.length; row++) {
    const at = inner.findIndex((high) => confidences[row] <= high);
    const bin = curve[at < 0 ? bins - 1 : at];
    bin.count++;
    bin.confidence += confidences[row];
    bin.accuracy += Number(Boolean(correct[row]));
  }
  return curve.map(({ confidence, accuracy, ...bin }) => ({
    ...bin,
    confidence: bin.count > 0 ? confidence / bin.count : undefined,
    accuracy: bin.count > 0 ? accuracy / bin.count : undefined,
  }));
}

/**
 * Expected calibration error, 0 to 1: the mean absolute difference of confidence and accuracy over the bins,
 * weighted by their rows (Naeini et al. 2015; Guo et al. 2017). It depends on the bins: report their number,
 * and whether they have equal width or mass. Throws the errors of `reliabilityCurve`.
 */
export function expectedCalibrationError(
  inputs: JudgedConfidences,
  options: ReliabilityOptions = {},
): number {
  let sum = 0;
  for (const { count, confidence, accuracy } of reliabilityCurve(inputs, options)) {
    if (confidence === undefined || accuracy === undefined) continue;
    sum += (count / inputs.confidences.length) * Math.abs(accuracy - confidence);
  }
  return sum;
}

/** The reliability curve and the expected calibration error, as an experiment for `record`. */
export const calibrationExperiment = {
  id: "calibration",
  run: (i: JudgedConfidences, o: ReliabilityOptions) => ({
    curve: reliabilityCurve(i, o),
    expectedCalibrationError: expectedCalibrationError(i, o),
  }),
};
