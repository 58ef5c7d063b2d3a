import { type AccuracyPair, checkAccuracies, expectedAccuracy, type LogitLine } from "./logit-line.js";

/**
 * How far a model is above what its accuracy on the reference distribution lets expect: ρ = y - β(x), where β is the
 * baseline (Taori et al. 2020, eq. 1). A difference of accuracies, so 0.1 is ten points. Throws `bad-argument`.
 */
export function effectiveRobustness(point: AccuracyPair, baseline: LogitLine): number {
  checkAccuracies(point.x, point.y);
  return point.y - expectedAccuracy(baseline, point.x);
}

/**
 * What an intervention, such as fine-tuning or WiSE-FT, gains under the shift: τ = y(after) - y(before) (Taori et al.
 * 2020, eq. 2). Useful interventions have both ρ and τ above 0. A difference of accuracies. Throws `bad-argument`.
 */
export function relativeRobustness(after: Pick<AccuracyPair, "y">, before: Pick<AccuracyPair, "y">): number {
  checkAccuracies(after.y, before.y);
  return after.y - before.y;
}
