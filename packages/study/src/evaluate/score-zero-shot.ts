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
  /** Share of images whose label is the best class, with Wilson's interval at 95%. */
  top1: Proportion;
  /** Share of images whose label is among the best `topK.k` classes. */
  inTopK: Proportion;
}

/**
 * Zero-shot predictions of embedded images and their accuracy: the step of `evaluateZeroShot` after embedding, for callers
 * that hold images and classifier as matrices. `images` `[rows, width]` and `classifier` `[classes, width]` have rows of
 * norm 1; `labels` `[rows]` are indices of classes. `classes` says which predictions count as another class. Throws
 * `bad-argument` and `wrong-shape`.
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
