import { ClipscopeError, checkOptions } from "@clipscope/types";
import { checkNamed } from "../checks.js";
import type { TopK } from "../zero-shot/index.js";
import { checkPaired } from "./labels.js";

/** Predictions and the labels to compare them with: `[rows]` class indices each. */
export interface Predicted {
  predictions: ArrayLike<number>;
  labels: ArrayLike<number>;
}

/**
 * Number of predictions that equal their label. Throws `bad-argument` for no rows, or if predictions and
 * labels differ in number.
 */
export function countCorrect(inputs: Predicted): number {
  checkNamed(inputs, ["predictions", "labels"], "countCorrect");
  const { predictions, labels } = inputs;
  checkPaired(predictions.length, labels.length);
  let correct = 0;
  for (let i = 0; i < labels.length; i++) if (predictions[i] === labels[i]) correct++;
  return correct;
}

/** The share of predictions that equal their label, 0 to 1. Throws the errors of `countCorrect`. */
export function accuracy(inputs: Predicted): number {
  checkNamed(inputs, ["predictions", "labels"], "accuracy");
  return countCorrect(inputs) / inputs.labels.length;
}

/** The best classes of each row, as from `zeroShot`, with the `[rows]` labels to compare them with. */
export interface TopKPredicted {
  topK: TopK;
  labels: ArrayLike<number>;
}

/**
 * Number of rows whose label is among their first `k` classes. `k` defaults to `topK.k`, all that are known.
 * Throws `bad-argument` for no rows, if rows and labels differ in number, or for a `k` outside 1 … `topK.k`.
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
      `k is ${k}, but only the ${topK.k} best classes of each row are known.`,
    );
  }
  let correct = 0;
  for (let row = 0; row < labels.length; row++) {
    const start = row * topK.k;
    if (topK.classes.subarray(start, start + k).includes(labels[row])) correct++;
  }
  return correct;
}

/**
 * The share of rows whose label is among their first `k` classes, 0 to 1. Throws the errors of `countTopK`.
 */
export function topKAccuracy(inputs: TopKPredicted, options: { k?: number } = {}): number {
  return countTopK(inputs, options) / inputs.labels.length;
}
