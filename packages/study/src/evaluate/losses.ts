import type { Hits } from "@clipscope/toolkit";

/** A classifier's results on the images of one distribution; all arrays are `[images]`. */
export interface Judged {
  /** The dataset's row of each image. */
  rows: Int32Array;
  /** Index of the class of each image. */
  labels: Int32Array;
  /** 1 if the prediction is the class, otherwise 0. */
  right: Uint8Array;
  /** The thing that each image shows, the same index in both distributions. Default: its class, if no other image has it. */
  items?: Int32Array;
}

/** A count of correct predictions. */
export interface Count {
  right: number;
  n: number;
}

/** A class's results before and under a shift. */
export interface ClassLoss {
  class: number;
  before: Count;
  after: Count;
}

/** What a classifier loses under a shift, by class and by image. */
export interface ShiftLosses {
  /** Classes with images in both, those that lose the most accuracy first, then by index. */
  classes: readonly ClassLoss[];
  /** Rows under the shift that are wrong while the same thing is right before it; absent if images can't be paired. */
  lost?: Int32Array;
  /** Rows under the shift that are right while the same thing is wrong before it. */
  gained?: Int32Array;
}

/**
 * Compares a classifier's results before and under a shift. Images are paired by item: given ones, or the classes if
 * no class has more than one image in either set.
 */
export function shiftLosses(before: Judged, after: Judged): ShiftLosses {
  const [first, second] = [countByClass(before), countByClass(after)];
  const classes = [...first].flatMap(([label, count]): ClassLoss[] => {
    const other = second.get(label);
    return other ? [{ class: label, before: count, after: other }] : [];
  });
  classes.sort((a, b) => lossOf(b) - lossOf(a) || a.class - b.class);
  const pairs = itemsOf(before, after);
  if (!pairs) return { classes };
  const rightBefore = new Map(Array.from(pairs.before, (item, i) => [item, before.right[i]]));
  const changed = (from: number, to: number) =>
    after.rows.filter((_, i) => after.right[i] === to && rightBefore.get(pairs.after[i]) === from);
  return { classes, lost: changed(1, 0), gained: changed(0, 1) };
}

/** Accuracy before the shift minus that under it. */
export const lossOf = ({ before, after }: ClassLoss): number =>
  before.right / before.n - after.right / after.n;

/**
 * Hits of both distributions by item, for toolkit's `accuracyRegion`: one list of things where images are paired,
 * otherwise every image is an item of its own.
 */
export function pairedHits(before: Judged, after: Judged): { reference: Hits; shift: Hits } {
  const pairs = itemsOf(before, after) ?? {
    before: Int32Array.from(before.rows.keys()),
    after: Int32Array.from(after.rows.keys(), (i) => before.rows.length + i),
  };
  const count = 1 + Math.max(maximum(pairs.before), maximum(pairs.after));
  const hits = (items: Int32Array, { right }: Judged) => {
    const found = new Int8Array(count).fill(-1);
    for (const [i, item] of items.entries()) found[item] = right[i];
    return found;
  };
  return { reference: hits(pairs.before, before), shift: hits(pairs.after, after) };
}

/** The item of each image in both sets; undefined if images can't be paired. */
function itemsOf(before: Judged, after: Judged): { before: Int32Array; after: Int32Array } | undefined {
  if (before.items && after.items) return { before: before.items, after: after.items };
  const isOneEach = ({ labels }: Judged) => new Set(labels).size === labels.length;
  return isOneEach(before) && isOneEach(after) ? { before: before.labels, after: after.labels } : undefined;
}

function countByClass({ labels, right }: Judged): Map<number, Count> {
  const counts = new Map<number, Count>();
  for (const [i, label] of labels.entries()) {
    const count = counts.get(label) ?? { right: 0, n: 0 };
    count.n++;
    count.right += right[i];
    counts.set(label, count);
  }
  return counts;
}

const maximum = (values: Int32Array) => values.reduce((most, value) => Math.max(most, value), -1);
