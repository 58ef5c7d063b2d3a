import { checkNamed } from "../checks.js";
import {
  type AccuracyPair,
  checkAccuracies,
  expectedAccuracy,
  fitLogitLine,
  type LogitLine,
} from "./logit-line.js";

/**
 * Effective robustness: accuracy beyond what the baseline predicts from accuracy on the reference
 * distribution, ρ = y - β(x), where β is the baseline (Taori et al. 2020, eq. 1). A difference of accuracies:
 * 0.1 is ten points. Throws `bad-argument`.
 */
export function effectiveRobustness(point: AccuracyPair, baseline: LogitLine): number {
  checkAccuracies(point.x, point.y);
  return point.y - expectedAccuracy(baseline, point.x);
}

/**
 * Relative robustness: the gain under the shift of an intervention such as fine-tuning or WiSE-FT, τ =
 * y(after) - y(before) (Taori et al. 2020, eq. 2). Useful interventions have both ρ and τ above 0. A
 * difference of accuracies. Throws `bad-argument`.
 */
export function relativeRobustness(inputs: {
  before: Pick<AccuracyPair, "y">;
  after: Pick<AccuracyPair, "y">;
}): number {
  checkNamed(inputs, ["before", "after"], "relativeRobustness");
  const { before, after } = inputs;
  checkAccuracies(after.y, before.y);
  return after.y - before.y;
}

/**
 * The line through a baseline and each point's effective robustness relative to it, as an experiment for
 * `record`.
 */
export const effectiveRobustnessExperiment = {
  id: "effective-robustness",
  run: (i: { baseline: readonly AccuracyPair[]; points: readonly AccuracyPair[] }) => {
    const line = fitLogitLine(i.baseline);
    return { line, effective: i.points.map((point) => effectiveRobustness(point, line)) };
  },
};
