import type { ImageInput } from "@clipscope/core";
import { type CorruptionId, corrupt } from "@clipscope/datasets/corruptions";
import { zeroShot } from "@clipscope/toolkit";
import { concatenateRows, type Embeddings, type RgbImage, throwIfCancelled } from "@clipscope/types";
import type { Encoder } from "../encoder/encoder.js";
import type { EvaluatedClass } from "./classes.js";
import { corruptiblePicture } from "./corruptible-picture.js";
import type { How } from "./evaluation.js";

export interface CorruptedImageInputs {
  encoder: Encoder;
  /** The image, and a name for its errors. */
  image: ImageInput;
  name: string;
  classes: readonly EvaluatedClass[];
  /** Class vectors of `classes`, `[classes, width]`. */
  classifier: Embeddings;
  kind: CorruptionId;
  /** Seed of a random corruption. Give a dataset's image its row, as `evaluateCorruptions` does. Default 0. */
  seed?: number;
}

/** One image at one severity. */
export interface SeverityStep {
  /** 0 to 5; 0 is without corruption. */
  severity: number;
  /** Index of the predicted class. */
  prediction: number;
  /** Cosine of the embedding with that without corruption, -1 to 1. */
  cosine: number;
  /** Softmax probability of each anchor among all classes, 0 to 1: `[anchors]`. */
  probabilities: Float32Array;
  /** Cosine with each anchor's class vector, -1 to 1: `[anchors]`. */
  cosines: Float32Array;
  /** The image as it is embedded, before the model's own preprocessing. */
  picture: RgbImage;
}

/** The path of one image as a corruption grows. */
export interface ImagePath {
  kind: CorruptionId;
  /**
   * Classes that matter on the path, as indices: the one predicted without corruption, then those with the highest
   * probability anywhere on it. At most six.
   */
  anchors: Int32Array;
  steps: readonly SeverityStep[];
}

/** Number of anchors. */
const ANCHORS = 6;

/**
 * What a zero-shot classifier says of one image at every severity of a corruption, and where its embedding goes.
 * Throws the errors of `corruptiblePicture` and `corrupt`, `not-supported` without a model, and `cancelled`.
 */
export async function followCorruption(
  { encoder, image, name, classes, classifier, kind, seed = 0 }: CorruptedImageInputs,
  { signal }: Pick<How, "signal"> = {},
): Promise<ImagePath> {
  await encoder.load();
  const clean = await corruptiblePicture(image, encoder, { size: "model", name });
  throwIfCancelled(signal, "Corrupting the image");
  const pictures = [clean, ...[1, 2, 3, 4, 5].map((severity) => corrupt(clean, kind, severity, { seed }))];
  const parts: Embeddings[] = [];
  for await (const { indices: _, failures, ...part } of encoder.embedImages(pictures, {
    total: pictures.length,
    ...(signal && { signal }),
  })) {
    if (failures.length > 0) throw failures[0].error;
    parts.push(part);
  }
  const embedded = concatenateRows(parts);
  const { topK } = zeroShot(embedded, classifier, {
    logitScale: encoder.logitScale,
    topK: classes.length,
  });
  const { k } = topK;
  const probabilities = pictures.map((_, step) => {
    const byClass = new Float32Array(classes.length);
    for (let i = 0; i < k; i++) byClass[topK.classes[step * k + i]] = topK.probabilities[step * k + i];
    return byClass;
  });
  const best = pictures.map((_, step) => topK.classes[step * k]);
  const anchors = anchorsOf(best[0], probabilities);
  const at = (step: number) => embedded.data.subarray(step * embedded.cols, (step + 1) * embedded.cols);
  const anchorVector = (c: number) =>
    classifier.data.subarray(c * classifier.cols, (c + 1) * classifier.cols);
  return {
    kind,
    anchors,
    steps: pictures.map((picture, step) => ({
      severity: step,
      prediction: classes[best[step]].countsAs ?? best[step],
      cosine: cosine(at(0), at(step)),
      probabilities: Float32Array.from(anchors, (c) => probabilities[step][c]),
      cosines: Float32Array.from(anchors, (c) => cosine(anchorVector(c), at(step))),
      picture,
    })),
  };
}

/** The class predicted at first, then those whose highest probability on the path is highest. */
function anchorsOf(first: number, probabilities: readonly Float32Array[]): Int32Array {
  const highest = Float32Array.from(probabilities[0], (_, c) =>
    Math.max(...probabilities.map((step) => step[c])),
  );
  const others = Int32Array.from(highest.keys())
    .filter((c) => c !== first)
    .sort((a, b) => highest[b] - highest[a] || a - b);
  return Int32Array.of(first, ...others.subarray(0, ANCHORS - 1));
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return dot / Math.sqrt(aa * bb);
}
