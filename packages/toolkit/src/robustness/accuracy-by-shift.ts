import { countCorrect } from "../metrics/accuracy.js";
import { type Proportion, proportion } from "../metrics/intervals.js";

/** Predictions and labels of one shift: one rendition, one corruption, one test set. */
export interface ShiftResult {
  shift: string;
  /** `[rows]` class indices. */
  predictions: ArrayLike<number>;
  labels: ArrayLike<number>;
}

/** The top-1 accuracy on one shift, with its interval. */
export interface ShiftAccuracy extends Proportion {
  shift: string;
}

/**
 * The accuracy on each shift, in the order given; Wilson intervals at 95% unless told otherwise. Throws as `accuracy`
 * and `proportion`.
 */
export function accuracyByShift(
  results: readonly ShiftResult[],
  options: { level?: number; method?: Proportion["method"] } = {},
): ShiftAccuracy[] {
  return results.map(({ shift, predictions, labels }) => ({
    shift,
    ...proportion(countCorrect(predictions, labels), labels.length, options),
  }));
}
