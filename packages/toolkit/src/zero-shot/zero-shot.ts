import type { Embeddings } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings, checkOptions, takeRows } from "@clipscope/types";
import { checkScale } from "../checks.js";
import { checkFinite, checkSameWidth } from "../embeddings.js";
import { forEachRowBlock } from "../row-blocks.js";
import { selectTop } from "./select-top.js";

/** The best `k` classes of each image, best first: both arrays are `[rows, k]`. */
export interface TopK {
  k: number;
  classes: Int32Array;
  /** Softmax over the scored classes, 0 to 1. */
  probabilities: Float32Array;
}

export interface ZeroShot {
  /** Number of images. */
  rows: number;
  /** The best class of each image: `[rows]`, an index into the full classifier. */
  predictions: Int32Array;
  /** Softmax probability of the best class: `[rows]`. */
  confidences: Float32Array;
  topK: TopK;
  /** The scored classes, if a subset of the classifier's; undefined for all. */
  scored?: Int32Array;
}

export interface ZeroShotOptions {
  /** The factor of the cosines before the softmax: `clip.logitScale`, 100 in the released models. */
  logitScale: number;
  /** Number of classes to keep per image, at most the number scored. Default 5. */
  topK?: number;
  /**
   * Competing classes: "all" (the default) or the indices of a subset. The choice changes the accuracy:
   * ImageNet-A and -R have images of 200 of the 1,000 classes, and published figures score over those 200.
   * Report which you used. Indices in the result always refer to the full classifier.
   */
  classes?: "all" | ArrayLike<number>;
}

/**
 * Zero-shot classification (CLIP §3.1.2): softmax of `logitScale * images · classifierᵀ`. `images` is `[rows,
 * width]`, `classifier` `[classes, width]`, both with rows of norm 1. Ties go to the lower class index.
 * Throws `empty-classes`, `wrong-shape`, and `bad-argument` for non-finite embeddings.
 */
export function zeroShot(images: Embeddings, classifier: Embeddings, options: ZeroShotOptions): ZeroShot {
  checkOptions(options ?? {}, ["logitScale", "topK", "classes"], "zeroShot");
  const { logitScale, topK = 5, classes = "all" } = options ?? {};
  checkEmbeddings(images, "images");
  checkEmbeddings(classifier, "classifier");
  checkSameWidth(images, "images", classifier, "classifier");
  checkFinite(classifier, "classifier");
  checkScale(logitScale);
  if (!Number.isInteger(topK) || topK < 1) {
    throw new ClipscopeError("bad-argument", `topK is ${topK}: it must be a whole number of at least 1.`);
  }
  const scored = classes === "all" ? undefined : subsetOf(classes, classifier.rows);
  const competing = scored ? takeRows(classifier, scored) : classifier;
  if (competing.rows === 0) {
    throw new ClipscopeError("empty-classes", "The classifier has no classes: give at least one class name.");
  }
  const { rows } = images;
  const k = Math.min(topK, competing.rows);
  const top: TopK = { k, classes: new Int32Array(rows * k), probabilities: new Float32Array(rows * k) };
  const predictions = new Int32Array(rows);
  const confidences = new Float32Array(rows);
  const bestLogits = new Float64Array(k);
  const bestClasses = new Int32Array(k);
  forEachRowBlock(images, competing, (block, start, end) => {
    for (let row = start; row < end; row++) {
      const logits = block.subarray((row - start) * competing.rows, (row - start + 1) * competing.rows);
      for (let c = 0; c < logits.length; c++) logits[c] *= logitScale;
      selectTop(logits, bestLogits, bestClasses);
      if (!Number.isFinite(bestLogits[0])) {
        throw new ClipscopeError(
          "bad-argument",
          `images: row ${row} has a non-finite logit; leave that row out.`,
        );
      }
      let sum = 0;
      for (let c = 0; c < logits.length; c++) sum += Math.exp(logits[c] - bestLogits[0]);
      for (let i = 0; i < k; i++) {
        top.classes[row * k + i] = scored ? scored[bestClasses[i]] : bestClasses[i];
        top.probabilities[row * k + i] = Math.exp(bestLogits[i] - bestLogits[0]) / sum;
      }
      predictions[row] = top.classes[row * k];
      confidences[row] = top.probabilities[row * k];
    }
  });
  return { rows, predictions, confidences, topK: top, scored };
}

function subsetOf(classes: ArrayLike<number>, count: number): Int32Array {
  const seen = new Set<number>();
  for (const index of Array.from(classes)) {
    if (!Number.isInteger(index) || index < 0 || index >= count || seen.has(index)) {
      const wrong = seen.has(index) ? "is listed twice" : `is not one of the classifier's ${count} classes`;
      throw new ClipscopeError("bad-argument", `Invalid subset of classes: class ${index} ${wrong}.`);
    }
    seen.add(index);
  }
  return Int32Array.from(classes);
}

/** `zeroShot` as an experiment for `record`. */
export const zeroShotExperiment = {
  id: "zero-shot",
  run: (i: { images: Embeddings; classifier: Embeddings }, o: ZeroShotOptions) =>
    zeroShot(i.images, i.classifier, o),
};
