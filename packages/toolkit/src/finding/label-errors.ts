import type { Matrix } from "@clipscope/types";
import { ClipscopeError } from "@clipscope/types";
import { checkNamed, checkScores } from "../checks.js";
import { checkClass, checkPaired } from "../metrics/labels.js";

export interface LabelErrors {
  /** Rows whose label is probably wrong, ordered by the probability of their given label, lowest first. */
  rows: Int32Array;
  /** Suggested class for each row of `rows`. */
  suggested: Int32Array;
  /** Model probability of the given label for every row, `[n]`, 0 to 1. */
  selfConfidence: Float64Array;
  /**
   * The confident joint, `[classes, classes]`: the number of rows with label i (matrix row) that are
   * confidently of class j (column). The diagonal is at least 1.
   */
  joint: Int32Array;
}

/**
 * Finds wrong labels by confident learning (Northcutt et al. 2021), as cleanlab's `find_label_issues` with
 * `filter_by="confident_learning"`, ranked by self-confidence. A row is suspicious if it is confidently of
 * another class: that is, if its probability of that class is at least the mean among rows with that label.
 * If that holds for several classes, the most likely class is taken, as in cleanlab, even if it is none of
 * these.
 *
 * `probabilities` are `[rows, classes]`. They must not come from a model fitted to these labels: use a
 * zero-shot classifier, or out-of-sample probabilities of a probe (`crossValidate`). Throws `bad-argument`.
 */
export function findLabelErrors(inputs: {
  probabilities: Matrix<Float32Array | Float64Array>;
  labels: ArrayLike<number>;
}): LabelErrors {
  checkNamed(inputs, ["probabilities", "labels"], "findLabelErrors");
  const { labels } = inputs;
  const { data, rows, cols } = inputs.probabilities;
  checkPaired(rows, labels.length);
  checkScores({ data, rows, cols }, "probabilities");
  const thresholds = new Float64Array(cols);
  const counts = new Int32Array(cols);
  for (let row = 0; row < rows; row++) {
    checkClass(labels[row], cols, "label", row);
    checkProbabilities(data.subarray(row * cols, (row + 1) * cols), row);
    counts[labels[row]]++;
    thresholds[labels[row]] += data[row * cols + labels[row]];
  }
  // Never suggest a class without rows.
  for (let c = 0; c < cols; c++) {
    thresholds[c] = counts[c] > 0 ? Math.max(thresholds[c] / counts[c], 2e-6) : Number.POSITIVE_INFINITY;
  }

  const joint = new Int32Array(cols * cols);
  const selfConfidence = new Float64Array(rows);
  const found: { row: number; suggested: number }[] = [];
  for (let row = 0; row < rows; row++) {
    const probabilities = data.subarray(row * cols, (row + 1) * cols);
    const label = labels[row];
    selfConfidence[row] = probabilities[label];
    let confident = 0;
    let guess = -1;
    let best = 0;
    for (let c = 0; c < cols; c++) {
      if (probabilities[c] > probabilities[best]) best = c;
      if (probabilities[c] < thresholds[c] - 1e-6) continue;
      confident++;
      if (guess < 0) guess = c;
    }
    if (confident === 0) continue;
    if (confident > 1) guess = best;
    joint[label * cols + guess]++;
    // A row that the model classifies as its label is not an error, even if another class is confident too.
    const agrees = probabilities[best] < probabilities[label] + 1e-6;
    if (guess !== label && !agrees) found.push({ row, suggested: guess });
  }
  for (let c = 0; c < cols; c++) joint[c * cols + c] = Math.max(1, joint[c * cols + c]);
  found.sort((a, b) => selfConfidence[a.row] - selfConfidence[b.row] || a.row - b.row);
  return {
    rows: Int32Array.from(found, ({ row }) => row),
    suggested: Int32Array.from(found, ({ suggested }) => suggested),
    selfConfidence,
    joint,
  };
}

function checkProbabilities(values: Float32Array | Float64Array, row: number): void {
  let sum = 0;
  let least = 0;
  for (const value of values) {
    sum += value;
    if (value < least) least = value;
  }
  if (!(Math.abs(sum - 1) < 1e-3 && least >= -1e-6)) {
    throw new ClipscopeError(
      "bad-argument",
      least < 0
        ? `Row ${row} has a probability of ${least}: take the softmax of the logits.`
        : `The probabilities of row ${row} add up to ${sum}, not to 1: take the softmax of the logits.`,
    );
  }
}

/** `findLabelErrors` as an experiment for `record`. */
export const labelErrorsExperiment = {
  id: "label-errors",
  run: (i: { probabilities: Matrix<Float32Array | Float64Array>; labels: ArrayLike<number> }) =>
    findLabelErrors(i),
};
