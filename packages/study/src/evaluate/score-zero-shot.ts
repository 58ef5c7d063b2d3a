import {
  countCorrect,
  countTopK,
  type Proportion,
  proportion,
  type ZeroShot,
  zeroShot,
} from "@clipscope/toolkit";
import type { Embeddings } from "@clipscope/types";
import { countedPredictions, type EvaluatedClass } from "./classes.js";

export interface ZeroShotScores extends ZeroShot {
  /** Share of images whose label is the best class, with 95% Wilson interval. */
  top1: Proportion;
  /** Share of images whose label is among the best `topK.k` classes. */
  inTopK: Proportion;
}

/**
 * Zero-shot predictions of embedded images, with their accuracy: the scoring step of `evaluateZeroShot`, for
 * callers that have images and classifier as matrices. `images` `[rows, width]` and `classifier` `[classes,
 * width]` have rows of norm 1; `labels` `[rows]` are class indices. `classes` tells which predictions count
 * as another class. Throws `bad-argument` and `wrong-shape`.
 */
export function scoreZeroShot(
  {
    images,
    classifier,
    labels,
    classes = [],
  }: { images: Embeddings; classifier: Embeddings; labels: Int32Array; classes?: readonly EvaluatedClass[] },
  { logitScale, topK = 5 }: { logitScale: number; topK?: number },
): ZeroShotScores {
  const found = zeroShot(images, classifier, { logitScale, topK });
  const scored = {
    ...found,
    predictions: countedPredictions(found.predictions, classes),
    topK: { ...found.topK, classes: countedPredictions(found.topK.classes, classes) },
  };
  return {
    ...scored,
    top1: proportion(countCorrect({ ...scored, labels }), labels.length),
    inTopK: proportion(countTopK({ ...scored, labels }), labels.length),
  };
}
