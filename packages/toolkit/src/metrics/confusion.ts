import { ClipscopeError, checkOptions } from "@clipscope/types";
import { checkNamed, checkOneOf } from "../checks.js";
import type { Predicted } from "./accuracy.js";
import { checkClass, checkPaired } from "./labels.js";

/** `counts[label * classes + prediction]` is how many rows with that label got that prediction. */
export interface ConfusionMatrix {
  classes: number;
  counts: Int32Array;
  /** Number of rows counted. */
  total: number;
}

/**
 * Counts labels against predictions, both `[rows]` indices below `classes`. Throws `empty-classes`, and `bad-argument`
 * for other lengths or an index that is no class.
 */
export function confusionMatrix(inputs: Predicted & { classes: number }): ConfusionMatrix {
  checkNamed(inputs, ["predictions", "labels", "classes"], "confusionMatrix");
  const { predictions, labels, classes } = inputs;
  if (!Number.isInteger(classes) || classes < 1) {
    throw new ClipscopeError(
      "empty-classes",
      `A confusion matrix of ${classes} classes: give at least one class.`,
    );
  }
  checkPaired(predictions.length, labels.length);
  const counts = new Int32Array(classes * classes);
  for (let row = 0; row < labels.length; row++) {
    checkClass(labels[row], classes, "label", row);
    checkClass(predictions[row], classes, "prediction", row);
    counts[labels[row] * classes + predictions[row]]++;
  }
  return { classes, counts, total: labels.length };
}

/**
 * Counts as shares: of their row (the label: the diagonal is recall), of their column (the prediction:
 * the diagonal is precision) or of everything. `[classes, classes]`; an empty row or column is zeros.
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
 * A confusion matrix of groups of classes, such as a hierarchy's upper level: `groups` is `[matrix.classes]`, the group
 * of each class, from 0. There are as many groups as the highest of them says, or `groupCount`. A confusion inside a
 * group counts as right there. Throws `bad-argument` unless each class has a group in range.
 */
export function rollUpConfusion(
  matrix: ConfusionMatrix,
  groups: ArrayLike<number>,
  options: { groupCount?: number } = {},
): ConfusionMatrix {
  checkOptions(options, ["groupCount"], "rollUpConfusion");
  const { groupCount = Array.from(groups).reduce((most, group) => Math.max(most, group + 1), 0) } = options;
  const { classes, counts, total } = matrix;
  if (groups.length !== classes) {
    throw new ClipscopeError(
      "bad-argument",
      `There are ${groups.length} groups for ${classes} classes: give each class one.`,
    );
  }
  for (let c = 0; c < classes; c++) {
    if (!(Number.isInteger(groups[c]) && groups[c] >= 0 && groups[c] < groupCount)) {
      throw new ClipscopeError(
        "bad-argument",
        `The group of class ${c} is ${groups[c]}: there are ${groupCount} groups.`,
      );
    }
  }
  const rolled = new Int32Array(groupCount * groupCount);
  for (let label = 0; label < classes; label++) {
    for (let prediction = 0; prediction < classes; prediction++) {
      rolled[groups[label] * groupCount + groups[prediction]] += counts[label * classes + prediction];
    }
  }
  return { classes: groupCount, counts: rolled, total };
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
