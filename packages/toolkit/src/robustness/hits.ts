import { ClipscopeError } from "@clipscope/types";
import { type Proportion, proportion } from "../metrics/intervals.js";
import { checkPaired } from "../metrics/labels.js";

/** By item, such as a concept: 1 where a model is right, 0 where it is wrong, -1 where the test set has no such item. */
export type Hits = Int8Array;

/** What a model gets right, by test set; the items of all its test sets are the same. */
export interface ModelHits {
  name: string;
  hits: Readonly<Record<string, Hits>>;
}

/**
 * `predictions` against `labels`, both `[rows]`, as hits of the rows' `items`, `[rows]` indices below `count`: `[count]`.
 * Throws `bad-argument` for other lengths, no rows, or an item that there is not or that two rows have.
 */
export function hitsOf(
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
  items: ArrayLike<number>,
  count: number,
): Hits {
  checkPaired(predictions.length, labels.length);
  const right = Uint8Array.from({ length: labels.length }, (_, row) =>
    Number(predictions[row] === labels[row]),
  );
  return hitsFrom(right, items, count);
}

/** The same of what is known to be right, `[rows]` of 1 and 0. Throws as `hitsOf`. */
export function hitsFrom(right: ArrayLike<number>, items: ArrayLike<number>, count: number): Hits {
  if (items.length !== right.length) {
    throw new ClipscopeError(
      "bad-argument",
      `There are ${items.length} items for ${right.length} rows: give the item of each row.`,
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
        `Rows ${Array.from(items).indexOf(items[row])} and ${row} are both of item ${items[row]}: give each row an item of its own.`,
      );
    }
    if (right[row] !== 0 && right[row] !== 1) {
      throw new ClipscopeError(
        "bad-argument",
        `Row ${row} is marked ${right[row]}: 1 is right and 0 is wrong.`,
      );
    }
    hits[items[row]] = right[row];
  }
  return hits;
}

/**
 * The share of hits, 0 to 1, over some items, each as often as it is given; without them over all. Items that the test
 * set has not do not count; NaN where none remains.
 */
export function hitRate(hits: Hits, items?: ArrayLike<number>): number {
  const n = items?.length ?? hits.length;
  let right = 0;
  let had = 0;
  for (let i = 0; i < n; i++) {
    const hit = hits[items ? items[i] : i];
    if (hit < 0) continue;
    had++;
    right += hit;
  }
  return right / had;
}

/** The same over all items, with its interval: Wilson's at 95% unless told otherwise. */
export function hitProportion(hits: Hits, options?: Parameters<typeof proportion>[2]): Proportion {
  const had = hits.filter((hit) => hit >= 0);
  return proportion(had.filter((hit) => hit === 1).length, had.length, options);
}
