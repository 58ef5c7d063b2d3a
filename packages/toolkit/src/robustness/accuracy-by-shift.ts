import { checkOptions } from "@clipscope/types";
import { countCorrect } from "../metrics/accuracy.js";
import { type Proportion, type ProportionOptions, proportion } from "../metrics/intervals.js";

/** Predictions and labels on one shift: a rendition, a corruption or a test set. */
export interface ShiftResult {
  shift: string;
  /** The predicted class of each row: `[rows]` indices. */
  predictions: ArrayLike<number>;
  labels: ArrayLike<number>;
}

/** The top-1 accuracy on one shift, with its interval. */
export interface ShiftAccuracy extends Proportion {
  shift: string;
}

/**
 * Accuracy on each shift, in the order given, with 95% Wilson intervals by default. Throws the errors of
 * `accuracy` and `proportion`.
 */
export function accuracyByShift(
  results: readonly ShiftResult[],
  options: ProportionOptions = {},
): ShiftAccuracy[] {
  checkOptions(options, ["level", "method"], "accuracyByShift");
  return results.map(({ shift, predictions, labels }) => ({
    shift,
    ...proportion(countCorrect({ predictions, labels }), labels.length, options),
  }));
}

/** `accuracyByShift` as an experiment for `record`. */
export const accuracyByShiftExperiment = {
  id: "accuracy-by-shift",
  run: (i: { results: readonly ShiftResult[] }, o: ProportionOptions) => accuracyByShift(i.results, o),
};
