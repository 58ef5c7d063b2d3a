import type { Embeddings, Matrix } from "@clipscope/types";
import { checkEmbeddings, checkOptions } from "@clipscope/types";
import { checkScale, checkScores } from "../checks.js";
import { checkSameWidth } from "../embeddings.js";
import { forEachRowBlock } from "../row-blocks.js";
import type { ZeroShotOptions } from "./zero-shot.js";

/**
 * All logits: `[images.rows, classifier.rows]`, `logitScale` times the dot product. With a `logitScale` of 1
 * and rows of norm 1 this is the matrix of cosines. Throws `wrong-shape`.
 */
export function zeroShotLogits(
  images: Embeddings,
  classifier: Embeddings,
  options: Pick<ZeroShotOptions, "logitScale">,
): Matrix<Float32Array> {
  checkOptions(options ?? {}, ["logitScale"], "zeroShotLogits");
  const { logitScale } = options ?? {};
  checkEmbeddings(images, "images");
  checkEmbeddings(classifier, "classifier");
  checkSameWidth(images, "images", classifier, "classifier");
  checkScale(logitScale);
  const data = new Float32Array(images.rows * classifier.rows);
  forEachRowBlock(images, classifier, (block, start, end) => {
    const offset = start * classifier.rows;
    for (let i = 0; i < (end - start) * classifier.rows; i++) data[offset + i] = logitScale * block[i];
  });
  return { data, rows: images.rows, cols: classifier.rows };
}

/**
 * Row-wise softmax: converts logits, such as from `zeroShotLogits` or `linearLogits`, to probabilities,
 * `[rows, classes]`, in a new matrix of the same array type. Throws `wrong-shape`, and `bad-argument` for
 * NaN.
 */
export function softmax<A extends Float32Array | Float64Array>(logits: Matrix<A>): Matrix<A> {
  checkScores(logits, "logits");
  const { data, rows, cols } = logits;
  const out = data.slice() as A;
  for (let start = 0; start < data.length; start += cols) {
    let max = Number.NEGATIVE_INFINITY;
    for (let i = start; i < start + cols; i++) if (data[i] > max) max = data[i];
    let sum = 0;
    for (let i = start; i < start + cols; i++) sum += Math.exp(data[i] - max);
    for (let i = start; i < start + cols; i++) out[i] = Math.exp(data[i] - max) / sum;
  }
  return { data: out, rows, cols };
}
