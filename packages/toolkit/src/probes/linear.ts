import type { Embeddings, Matrix } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings, checkOptions } from "@clipscope/types";
import { checkScale } from "../checks.js";
import { checkFinite } from "../embeddings.js";
import { plainProducts } from "../products.js";

/** A linear classifier: `logits = embeddings · weightsᵀ + bias`. */
export interface LinearClassifier {
  classes: number;
  /** Width of the input embeddings. */
  cols: number;
  /** Weights, one row per class: `[classes, cols]`. */
  weights: Float64Array;
  /** `[classes]`; -Infinity for a class without training rows, which is never predicted. */
  bias: Float64Array;
}

/**
 * Converts a zero-shot classifier to a linear one by scaling its rows by `logitScale`, so that it can be
 * compared or interpolated with a learned one. `classifier` is `[classes, width]` with rows of norm 1. Throws
 * `wrong-shape`, and `bad-argument` for NaN or an invalid scale.
 */
export function zeroShotHead(classifier: Embeddings, options: { logitScale: number }): LinearClassifier {
  checkOptions(options, ["logitScale"], "zeroShotHead");
  const { logitScale } = options;
  checkEmbeddings(classifier, "classifier");
  checkFinite(classifier, "classifier");
  checkScale(logitScale);
  return {
    classes: classifier.rows,
    cols: classifier.cols,
    weights: new Float64Array(classifier.data).map((w) => logitScale * w),
    bias: new Float64Array(classifier.rows),
  };
}

/**
 * All logits, `[rows, classes]`. Throws `wrong-shape`, and `bad-argument` for NaN in the head or the
 * embeddings.
 */
export function linearLogits(head: LinearClassifier, embeddings: Embeddings): Matrix {
  checkEmbeddings(embeddings, "embeddings");
  if (embeddings.cols !== head.cols) {
    throw new ClipscopeError(
      "wrong-shape",
      `The embeddings have ${embeddings.cols} columns, but the classifier was made for ${head.cols}: both must come from the same model and the same features.`,
    );
  }
  checkFinite(embeddings, "embeddings");
  const { rows } = embeddings;
  const { classes, cols, weights, bias } = head;
  if (!weights.every(Number.isFinite) || bias.some(Number.isNaN)) {
    throw new ClipscopeError("bad-argument", "The classifier's weights are not all finite numbers.");
  }
  const out: Matrix = { data: new Float64Array(rows * classes), rows, cols: classes };
  plainProducts.scores(embeddings, { data: weights, rows: classes, cols }, out);
  for (let i = 0; i < out.data.length; i++) out.data[i] += bias[i % classes];
  return out;
}

/** The class with the largest logit in each row, `[rows]`; ties go to the lower index. */
export function argmaxRows({ data, rows, cols }: Matrix<Float32Array | Float64Array>): Int32Array {
  const best = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let c = 1; c < cols; c++) {
      if (data[row * cols + c] > data[row * cols + best[row]]) best[row] = c;
    }
  }
  return best;
}

/** The predicted class of each row, `[rows]`. Throws the errors of `linearLogits`. */
export function predictLinear(head: LinearClassifier, embeddings: Embeddings): Int32Array {
  return argmaxRows(linearLogits(head, embeddings));
}
