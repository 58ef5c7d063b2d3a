import type { Matrix } from "@clipscope/types";
import { ClipscopeError } from "@clipscope/types";
import { checkNamed, checkScores } from "../checks.js";
import { checkClass, checkPaired } from "./labels.js";

/**
 * Average precision, 0 to 1: the mean of the precision at each relevant row, rows by descending score; tied
 * rows count together. As `sklearn.metrics.average_precision_score` (no interpolation). `relevant` is
 * `[rows]`, 0 or 1. Undefined if nothing is relevant. Throws `bad-argument` for different lengths, no rows,
 * NaN, or values of `relevant` other than 0 and 1.
 */
export function averagePrecision(inputs: {
  scores: ArrayLike<number>;
  relevant: ArrayLike<number>;
}): number | undefined {
  checkNamed(inputs, ["scores", "relevant"], "averagePrecision");
  const { scores, relevant } = inputs;
  checkPaired(scores.length, relevant.length);
  // Precision counts only at relevant scores: for each, the number of rows up to the next, and how many of
  // those are hits.
  const steps = new Float64Array(scores.length);
  let relevantRows = 0;
  for (let row = 0; row < scores.length; row++) {
    checkRelevant(relevant[row], row);
    if (relevant[row]) steps[relevantRows++] = scores[row];
  }
  if (relevantRows === 0) return undefined;
  const ascending = steps.subarray(0, relevantRows).sort();
  const rows = new Int32Array(relevantRows);
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row];
    if (Number.isNaN(score)) {
      throw new ClipscopeError("bad-argument", `scores: row ${row} is NaN; leave that row out.`);
    }
    // The last step that the score reaches; -0 equals 0, as in comparisons.
    let low = 0;
    let high = relevantRows;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ascending[middle] <= score) low = middle + 1;
      else high = middle;
    }
    if (low > 0) rows[low - 1]++;
  }
  let sum = 0;
  let above = 0;
  for (let end = relevantRows; end > 0; ) {
    let start = end - 1;
    while (start > 0 && ascending[start - 1] === ascending[end - 1]) start--;
    above += rows[end - 1];
    const hits = relevantRows - start;
    sum += ((end - start) * hits) / above;
    end = start;
  }
  return sum / relevantRows;
}

function checkRelevant(value: number, row: number): void {
  if (value === 0 || value === 1 || typeof value === "boolean") return;
  throw new ClipscopeError(
    "bad-argument",
    `Row ${row} is marked ${value}: it must be 1 (relevant) or 0 (not). Leave out rows for which it is unknown.`,
  );
}

/**
 * Mean average precision over the classes that occur, 0 to 1: each class against the rest, rows ranked by
 * that class's score; undefined if no class occurs. `scores` is `[rows, classes]`. `labels` is `[rows]` class
 * indices, or `[rows * classes]` of 0 and 1 for rows with several classes (as in VOC 2007). As scikit-learn's
 * `average_precision_score` with "macro". Throws `bad-argument` for no rows, a wrong number of labels, a
 * label out of range, or NaN, and `wrong-shape`.
 */
export function meanAveragePrecision(inputs: {
  scores: Matrix<Float32Array | Float64Array>;
  labels: ArrayLike<number>;
}): number | undefined {
  checkNamed(inputs, ["scores", "labels"], "meanAveragePrecision");
  const { labels } = inputs;
  const { data, rows, cols } = inputs.scores;
  checkScores(inputs.scores, "scores");
  const several = labels.length === rows * cols && cols > 1;
  checkPaired(rows, several ? rows : labels.length);
  if (!several) {
    for (let row = 0; row < rows; row++) checkClass(labels[row], cols, "label", row);
  }
  const scores = new Float64Array(rows);
  const relevant = new Float64Array(rows);
  let sum = 0;
  let count = 0;
  for (let c = 0; c < cols; c++) {
    for (let row = 0; row < rows; row++) {
      scores[row] = data[row * cols + c];
      relevant[row] = Number(several ? labels[row * cols + c] : labels[row] === c);
    }
    const precision = averagePrecision({ scores, relevant });
    if (precision === undefined) continue;
    sum += precision;
    count++;
  }
  return count > 0 ? sum / count : undefined;
}

/** `meanAveragePrecision` as an experiment for `record`. */
export const meanAveragePrecisionExperiment = {
  id: "mean-average-precision",
  run: (i: { scores: Matrix<Float32Array | Float64Array>; labels: ArrayLike<number> }) =>
    meanAveragePrecision(i),
};
