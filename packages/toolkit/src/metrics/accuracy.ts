import { ClipscopeError, checkOptions } from "@clipscope/types";
import { checkNamed } from "../checks.js";
import type { TopK } from "../zero-shot.js";
import { checkPaired } from "./labels.js";

/** Predictions with the labels that they are judged by: `[rows]` class indices each. */
export interface Predicted {
  predictions: ArrayLike<number>;
  labels: ArrayLike<number>;
}

/** How many predictions equal their label. Throws `bad-argument` unless there is a label for each row, at least one. */
export function countCorrect(inputs: Predicted): number {
  checkNamed(inputs, ["predictions", "labels"], "countCorrect");
  const { predictions, labels } = inputs;
  checkPaired(predictions.length, labels.length);
  let correct = 0;
  for (let i = 0; i < labels.length; i++) if (predictions[i] === labels[i]) correct++;
  return correct;
}

/** The share of predictions that equal their label, 0 to 1. Throws as `countCorrect`. */
export function accuracy(inputs: Predicted): number {
  checkNamed(inputs, ["predictions", "labels"], "accuracy");
  return countCorrect(inputs) / inputs.labels.length;
}

/** The best classes of each row, as `zeroShot` gives them, with the `[rows]` labels that they are judged by. */
export interface TopKPredicted {
  topK: TopK;
  labels: ArrayLike<number>;
}

/**
 * How many rows have their label among their first `k` classes; `k` is all that are known, `topK.k`, unless it is given.
 * Throws `bad-argument` unless there is a label for each row, at least one, and for a `k` that is not from 1 to `topK.k`.
 */
export function countTopK(inputs: TopKPredicted, options: { k?: number } = {}): number {
  checkNamed(inputs, ["topK", "labels"], "countTopK");
  checkOptions(options, ["k"], "countTopK");
  const { topK, labels } = inputs;
  const { k = topK.k } = options;
  checkPaired(topK.classes.length / topK.k, labels.length);
  if (!Number.isInteger(k) || k < 1 || k > topK.k) {
    throw new ClipscopeError(
      "bad-argument",
      `k is ${k}, but the ${topK.k} best classes of each row are known.`,
    );
  }
  let correct = 0;
  for (let row = 0; row < labels.length; row++) {
    const start = row * topK.k;
    if (topK.classes.subarray(start, start + k).includes(labels[row])) correct++;
  }
  return correct;
}

/** The share of rows whose label is among their first `k` classes, 0 to 1. Throws as `countTopK`. */
export function topKAccuracy(inputs: TopKPredicted, options: { k?: number } = {}): number {
  return countTopK(inputs, options) / inputs.labels.length;
}
