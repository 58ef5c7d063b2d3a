import { ClipscopeError, checkOneOf } from "@clipscope/types";
import { checkNamed } from "../checks.js";
import type { Predicted } from "./accuracy.js";
import { checkClass, checkPaired } from "./labels.js";

/** Counts by label and prediction: `counts[label * classes + prediction]`. */
export interface ConfusionMatrix {
  classes: number;
  counts: Int32Array;
  /** Number of rows counted. */
  total: number;
}

export interface ConfusionInputs extends Predicted {
  classes: number;
  /**
   * `[classes]`, the group of each class from 0: counts groups directly, as `rollUpConfusion` would, without
   * holding the matrix of all classes in memory.
   */
  groups?: ArrayLike<number>;
}

/** Maximum number of entries of a matrix: 1 GB of counts. */
const MOST_ENTRIES = 2 ** 28;

/**
 * Counts labels against predictions, both `[rows]` indices below `classes`. Throws `empty-classes`, and
 * `bad-argument` for different lengths or an index out of range.
 */
export function confusionMatrix(inputs: ConfusionInputs): ConfusionMatrix {
  checkNamed(inputs, ["predictions", "labels", "classes"], "confusionMatrix");
  const { predictions, labels, classes, groups } = inputs;
  if (!Number.isInteger(classes) || classes < 1) {
    throw new ClipscopeError("empty-classes", `A confusion matrix needs at least one class, got ${classes}.`);
  }
  checkPaired(predictions.length, labels.length);
  const size = groups ? groupsIn(groups, classes) : classes;
  if (size * size > MOST_ENTRIES) {
    throw new ClipscopeError(
      "bad-argument",
      `A confusion matrix of ${size} × ${size} does not fit in memory: pass groups, which map each class to a coarser one.`,
    );
  }
  const counts = new Int32Array(size * size);
  const place = (c: number) => (groups ? groups[c] : c);
  for (let row = 0; row < labels.length; row++) {
    checkClass(labels[row], classes, "label", row);
    checkClass(predictions[row], classes, "prediction", row);
    counts[place(labels[row]) * size + place(predictions[row])]++;
  }
  return { classes: size, counts, total: labels.length };
}

/** The number of groups: the highest index plus one. Throws `bad-argument` unless each class has a group. */
function groupsIn(groups: ArrayLike<number>, classes: number): number {
  if (groups.length !== classes) {
    throw new ClipscopeError(
      "bad-argument",
      `There are ${groups.length} groups for ${classes} classes: give each class one.`,
    );
  }
  let count = 0;
  for (let c = 0; c < classes; c++) {
    if (!(Number.isInteger(groups[c]) && groups[c] >= 0)) {
      throw new ClipscopeError(
        "bad-argument",
        `The group of class ${c} is ${groups[c]}: it must be a whole number from 0 on.`,
      );
    }
    count = Math.max(count, groups[c] + 1);
  }
  return count;
}

/**
 * Normalizes counts to shares, `[classes, classes]`: of their row (the label, so the diagonal is recall), of
 * their column (the prediction, so the diagonal is precision) or of the total. An empty row or column stays
 * zero.
 */
export function normalizeConfusion(matrix: ConfusionMatrix, by: "row" | "column" | "total"): Float64Array {
  checkOneOf("by", by, ["row", "column", "total"]);
  const { classes, counts, total } = matrix;
  const out = new Float64Array(counts.length);
  const { row, column } = marginals(matrix);
  for (let label = 0; label < classes; label++) {
    for (let prediction = 0; prediction < classes; prediction++) {
      const i = label * classes + prediction;
      const whole = by === "row" ? row[label] : by === "column" ? column[prediction] : total;
      out[i] = whole > 0 ? counts[i] / whole : 0;
    }
  }
  return out;
}

/**
 * Merges a confusion matrix into groups of classes, such as the upper level of a hierarchy: `groups` is
 * `[matrix.classes]`, the group of each class from 0, and their number is the highest index plus one.
 * Confusions within a group count as correct. Throws `bad-argument` unless each class has a group.
 */
export function rollUpConfusion(matrix: ConfusionMatrix, groups: ArrayLike<number>): ConfusionMatrix {
  const { classes, counts, total } = matrix;
  const size = groupsIn(groups, classes);
  const rolled = new Int32Array(size * size);
  for (let label = 0; label < classes; label++) {
    for (let prediction = 0; prediction < classes; prediction++) {
      rolled[groups[label] * size + groups[prediction]] += counts[label * classes + prediction];
    }
  }
  return { classes: size, counts: rolled, total };
}

/** Row sums (how often each class is the label) and column sums (how often it is predicted): `[classes]` each. */
export function marginals(matrix: ConfusionMatrix): { row: Int32Array; column: Int32Array } {
  const { classes, counts } = matrix;
  const row = new Int32Array(classes);
  const column = new Int32Array(classes);
  for (let label = 0; label < classes; label++) {
    for (let prediction = 0; prediction < classes; prediction++) {
      const count = counts[label * classes + prediction];
      row[label] += count;
      column[prediction] += count;
    }
  }
  return { row, column };
}
