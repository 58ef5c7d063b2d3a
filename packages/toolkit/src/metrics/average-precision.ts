import { ClipscopeError } from "@clipscope/core/errors";
import type { Matrix } from "../products.js";
import { checkClass, checkPaired } from "./labels.js";

/**
 * Average precision, 0 to 1: the mean of precision at each relevant row, rows by falling score; rows with the same
 * score count together. As `sklearn.metrics.average_precision_score` (no interpolation). `relevant` is
 * `[scores.length]`, 0 or 1. NaN if nothing is relevant. Throws `bad-argument` for other lengths, no rows, or NaN.
 */
export function averagePrecision(scores: ArrayLike<number>, relevant: ArrayLike<number>): number {
  checkPaired(scores.length, relevant.length);
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => scores[b] - scores[a],
  );
  let hits = 0;
  let sum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let found = 0;
    for (; end < order.length && scores[order[end]] === scores[order[start]]; end++) {
      if (Number.isNaN(scores[order[end]])) break;
      if (relevant[order[end]]) found++;
    }
    if (end === start) {
      throw new ClipscopeError("bad-argument", `scores: row ${order[start]} is NaN; leave that row out.`);
    }
    hits += found;
    sum += (found * hits) / end;
    start = end;
  }
  return sum / hits;
}

/**
 * Mean average precision over the classes that have a row, 0 to 1: each class against the rest, rows ranked by that
 * class's score. `scores` is `[rows, classes]`. `labels` is `[rows]` class indices, or `[rows * classes]` of 0 and 1
 * where a row may have several classes (as in VOC 2007). As scikit-learn's `average_precision_score` with "macro".
 * Throws `bad-argument` for another number of labels, a label that is no class, or NaN.
 */
export function meanAveragePrecision(
  { data, rows, cols }: Matrix<Float32Array | Float64Array>,
  labels: ArrayLike<number>,
): number {
  const several = labels.length === rows * cols && cols > 1;
  if (!several) {
    checkPaired(rows, labels.length);
    for (let row = 0; row < rows; row++) checkClass(labels[row], cols, "label", row);
  }
  const scores = new Float64Array(rows);
  const relevant = new Uint8Array(rows);
  let sum = 0;
  let count = 0;
  for (let c = 0; c < cols; c++) {
    for (let row = 0; row < rows; row++) {
      scores[row] = data[row * cols + c];
      relevant[row] = Number(several ? labels[row * cols + c] : labels[row] === c);
    }
    if (!relevant.includes(1)) continue;
    sum += averagePrecision(scores, relevant);
    count++;
  }
  return sum / count;
}
