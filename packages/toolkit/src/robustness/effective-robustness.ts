import { checkNamed } from "../checks.js";
import {
  type AccuracyPair,
  checkAccuracies,
  expectedAccuracy,
  fitLogitLine,
  type LogitLine,
} from "./logit-line.js";

/**
 * How far a model is above what its accuracy on the reference distribution lets expect: ρ = y - β(x), where β is the
 * baseline (Taori et al. 2020, eq. 1). A difference of accuracies, so 0.1 is ten points. Throws `bad-argument`.
 */
export function effectiveRobustness(point: AccuracyPair, baseline: LogitLine): number {
  checkAccuracies(point.x, point.y);
  return point.y - expectedAccuracy(baseline, point.x);
}

/**
 * The gain of an intervention, such as fine-tuning or WiSE-FT, under the shift: τ = y(after) - y(before) (Taori et al.
 * 2020, eq. 2). Useful interventions have both ρ and τ above 0. A difference of accuracies. Throws `bad-argument`.
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

/** The line through a baseline and the effective robustness of each point above it, as an experiment for `record`. */
export const effectiveRobustnessExperiment = {
  id: "effective-robustness",
  run: (i: { baseline: readonly AccuracyPair[]; points: readonly AccuracyPair[] }) => {
    const line = fitLogitLine(i.baseline);
    return { line, effective: i.points.map((point) => effectiveRobustness(point, line)) };
  },
};
