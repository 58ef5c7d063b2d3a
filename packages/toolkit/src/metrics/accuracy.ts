import { ClipscopeError } from "@clipscope/types";
import type { TopK } from "../zero-shot.js";
import { checkPaired } from "./labels.js";

/**
 * How many predictions equal their label. Both are `[rows]` class indices. Throws `bad-argument` unless there is a
 * label for each row, at least one.
 */
export function countCorrect(predictions: ArrayLike<number>, labels: ArrayLike<number>): number {
  checkPaired(predictions.length, labels.length);
  let correct = 0;
  for (let i = 0; i < labels.length; i++) if (predictions[i] === labels[i]) correct++;
  return correct;
}

/** The share of predictions that equal their label, 0 to 1. Throws as `countCorrect`. */
export function accuracy(predictions: ArrayLike<number>, labels: ArrayLike<number>): number {
  return countCorrect(predictions, labels) / labels.length;
}

/**
 * How many rows have their label among the first `k` of their `topK.k` classes. Throws `bad-argument` unless there is a
 * label for each row, at least one, and for a `k` that is not from 1 to `topK.k`.
 */
export function countTopK(topK: TopK, labels: ArrayLike<number>, k: number = topK.k): number {
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

/**
 * The share of rows whose label is among their first `k` classes, 0 to 1. `k` is at most `topK.k`. Throws as
 * `countTopK`.
 */
export function topKAccuracy(topK: TopK, labels: ArrayLike<number>, k: number = topK.k): number {
  return countTopK(topK, labels, k) / labels.length;
}
