import { ClipscopeError, checkOptions } from "@clipscope/types";
import { checkNamed } from "../checks.js";
import type { Predicted } from "../metrics/accuracy.js";
import { type Proportion, type ProportionOptions, proportion } from "../metrics/intervals.js";
import { checkPaired } from "../metrics/labels.js";

/**
 * Hits by item, such as a concept: 1 if the model is right, 0 if wrong, -1 if the test set lacks the item.
 */
export type Hits = Int8Array;

/** A model's hits by test set; all test sets share one list of items. */
export interface ModelHits {
  name: string;
  hits: Readonly<Record<string, Hits>>;
}

/** The item of each row: `[rows]` indices below `count`, each at most once. */
export interface RowItems {
  items: ArrayLike<number>;
  count: number;
}

/**
 * Hits by item, `[count]`, from predictions and labels by row. Throws `bad-argument` for different lengths,
 * no rows, or an item that is out of range or repeated.
 */
export function hitsFromPredictions(inputs: Predicted & RowItems): Hits {
  checkNamed(inputs, ["predictions", "labels", "items", "count"], "hitsFromPredictions");
  const { predictions, labels, items, count } = inputs;
  checkPaired(predictions.length, labels.length);
  const correct = Uint8Array.from({ length: labels.length }, (_, row) =>
    Number(predictions[row] === labels[row]),
  );
  return hitsFromCorrectness({ correct, items, count });
}

/**
 * Hits by item, `[count]`, from per-row correctness, `[rows]` of 1 and 0. Throws the errors of
 * `hitsFromPredictions`.
 */
export function hitsFromCorrectness(inputs: { correct: ArrayLike<number> } & RowItems): Hits {
  checkNamed(inputs, ["correct", "items", "count"], "hitsFromCorrectness");
  const { correct, items, count } = inputs;
  if (items.length !== correct.length) {
    throw new ClipscopeError(
      "bad-argument",
      `There are ${items.length} items for ${correct.length} rows: give the item of each row.`,
    );
  }
  const hits = new Int8Array(count).fill(-1);
  for (let row = 0; row < items.length; row++) {
    if (!(items[row] in hits)) {
      throw new ClipscopeError(
        "bad-argument",
        `The item of row ${row} is ${items[row]}: it must be an index below ${count}.`,
      );
    }
    if (hits[items[row]] >= 0) {
      throw new ClipscopeError(
        "bad-argument",
        `Rows ${Array.from(items).indexOf(items[row])} and ${row} both have item ${items[row]}: give each row its own item.`,
      );
    }
    if (correct[row] !== 0 && correct[row] !== 1) {
      throw new ClipscopeError(
        "bad-argument",
        `Row ${row} is marked ${correct[row]}: it must be 1 (right) or 0 (wrong).`,
      );
    }
    hits[items[row]] = correct[row];
  }
  return hits;
}

/**
 * The share of hits, 0 to 1, over `items` (repeats count), or over all items by default. Items missing from
 * the test set don't count; undefined if none remains.
 */
export function hitRate(hits: Hits, options: { items?: ArrayLike<number> } = {}): number | undefined {
  checkOptions(options, ["items"], "hitRate");
  const { items } = options;
  const n = items?.length ?? hits.length;
  let right = 0;
  let had = 0;
  for (let i = 0; i < n; i++) {
    const hit = hits[items ? items[i] : i];
    if (hit < 0) continue;
    had++;
    right += hit;
  }
  return had > 0 ? right / had : undefined;
}

/** The share of hits over all items of the test set, with its interval. Throws the errors of `proportion`. */
export function hitProportion(hits: Hits, options: ProportionOptions = {}): Proportion {
  const had = hits.filter((hit) => hit >= 0);
  return proportion(had.filter((hit) => hit === 1).length, had.length, options);
}
