import type { Count } from "@clipscope/study";
import { toCsv } from "@clipscope/toolkit";

/** A class's results before and under a shift, with its name. */
export interface NamedLoss {
  name: string;
  before: Count;
  after: Count;
}

/** What one model loses on one shift. */
export interface Losses {
  model: string;
  /** Titles of the two sets. */
  reference: string;
  shift: string;
  /** Classes that lose the most first. */
  classes: readonly NamedLoss[];
  /** Number of images that are right before the shift and wrong under it, and how many of them the open data has. */
  lost?: { all: number; open: number };
  /** Whether a class's images can be selected. */
  selectable: boolean;
}

/** The losses as CSV: model, sets, and each class's counts and accuracies before and under the shift. */
export function lossesCsv({ model, reference, shift, classes }: Losses): string {
  const columns = [
    "model",
    "reference",
    "shift",
    "class",
    "right_before",
    "n_before",
    "right_under",
    "n_under",
    "change",
  ];
  const rows = classes.map(({ name, before, after }) => [
    ...[model, reference, shift, name, before.right, before.n, after.right, after.n],
    after.right / after.n - before.right / before.n,
  ]);
  return toCsv({ columns, rows });
}
