import type { Embeddings } from "@clipscope/types";
import { ClipscopeError, checkOneOf, checkOptions } from "@clipscope/types";
import { checkSplit, type LabeledSet } from "./splits.js";
import { zeroShot, zeroShotLogits } from "./zero-shot/index.js";

/**
 * The evidence below which an image is called "none of these": the probability of its best class (Hendrycks
 * and Gimpel 2017; Ming et al. 2022 for CLIP), which measures how clearly one class beats the others, or the
 * cosine with its best class, which measures absolute similarity.
 */
export type Evidence = "probability" | "cosine";

export interface NoneOfThese {
  by: Evidence;
  logitScale: number;
  /** Images below this value belong to none of the classes. */
  threshold: number;
  /** Share of validation images of a class that are kept. */
  kept: number;
  /** Share of validation images of no class that are rejected; undefined if there are none. */
  rejected?: number;
}

export interface NoneOfTheseOptions {
  /** `clip.logitScale`, 100 in the released models. */
  logitScale: number;
  /** Evidence compared with the threshold. Default "probability". */
  by?: Evidence;
  /**
   * Share of images of a class to keep, such as 0.95: chooses the highest threshold that keeps that many. By
   * default, maximizes the mean of `kept` and `rejected`, which needs validation images of no class.
   */
  keep?: number;
}

/**
 * Chooses the threshold on validation. The label `classifier.rows` means "none of these", so
 * `validation.classes` must be `classifier.rows + 1`. No fixed threshold works: CLIP's matching cosines of
 * about 0.25 depend on model, prompts and classes. Throws `bad-argument`, `wrong-shape`.
 */
export function chooseNoneOfThese(
  validation: LabeledSet<"validation">,
  classifier: Embeddings,
  options: NoneOfTheseOptions,
): NoneOfThese {
  checkOptions(options ?? {}, ["logitScale", "by", "keep"], "chooseNoneOfThese");
  const { logitScale, by = "probability", keep } = options ?? {};
  checkOneOf("by", by, ["probability", "cosine"]);
  checkSplit(validation, "validation");
  if (validation.classes !== classifier.rows + 1) {
    throw new ClipscopeError(
      "bad-argument",
      `The validation split has ${validation.classes} classes: it must have the classifier's ${classifier.rows} plus a last one for "none of these".`,
    );
  }
  const { best } = evidence(validation.embeddings, classifier, logitScale, by);
  const isNone = (row: number) => validation.labels[row] === classifier.rows;
  const known = best.filter((_, row) => !isNone(row));
  const none = best.filter((_, row) => isNone(row));
  return { by, logitScale, ...chooseThreshold({ known, none }, keep) };
}

/** The evidence, in any unit, of images that belong to a class, and of images that belong to none. */
export interface EvidenceSets {
  known: ArrayLike<number>;
  none: ArrayLike<number>;
}

/** A threshold, and what it does to the images that it was tried on. */
export type ThresholdEffect = Pick<NoneOfThese, "threshold" | "kept" | "rejected">;

/**
 * The threshold for `keep`, or the best one, as `chooseNoneOfThese` chooses it from the evidence of validation images.
 * Throws `bad-argument` without images of a class, and, without `keep`, also without images of no class.
 */
export function chooseThreshold({ known, none }: EvidenceSets, keep?: number): ThresholdEffect {
  if (keep !== undefined && !(keep > 0 && keep <= 1)) {
    throw new ClipscopeError("bad-argument", `keep is ${keep}: it must be a share above 0, such as 0.95.`);
  }
  if (known.length === 0 || (none.length === 0 && keep === undefined)) {
    throw new ClipscopeError(
      "bad-argument",
      `Validation has ${known.length} images of a class and ${none.length} of none: give at least one of each, or set keep.`,
    );
  }
  const judge = thresholdEffects({ known, none });
  const sorted = Float64Array.from(known).sort();
  if (keep !== undefined) return judge(sorted[Math.floor((1 - keep) * sorted.length + 1e-9)]);
  const mean = ({ kept, rejected = 0 }: ThresholdEffect) => (kept + rejected) / 2;
  let chosen = judge(Number.NEGATIVE_INFINITY);
  for (const threshold of sorted) {
    const next = judge(threshold);
    if (mean(next) > mean(chosen)) chosen = next;
  }
  return chosen;
}

/** A function that says what a threshold keeps and rejects; `kept` is NaN without images of a class. */
export function thresholdEffects({ known, none }: EvidenceSets): (threshold: number) => ThresholdEffect {
  const [kept, rejected] = [Float64Array.from(known).sort(), Float64Array.from(none).sort()];
  return (threshold) => ({
    threshold,
    kept: 1 - below(kept, threshold) / kept.length,
    rejected: rejected.length > 0 ? below(rejected, threshold) / rejected.length : undefined,
  });
}

/** Predictions, `[rows]`, where `classifier.rows` stands for "none of these". Throws `wrong-shape`. */
export function predictOrNone(images: Embeddings, classifier: Embeddings, choice: NoneOfThese): Int32Array {
  const { best, predictions } = evidence(images, classifier, choice.logitScale, choice.by);
  return predictions.map((c, row) => (best[row] < choice.threshold ? classifier.rows : c));
}

function evidence(images: Embeddings, classifier: Embeddings, logitScale: number, by: Evidence) {
  const { predictions, confidences } = zeroShot(images, classifier, { logitScale, topK: 1 });
  if (by === "probability") return { predictions, best: confidences };
  const cosines = zeroShotLogits(images, classifier, { logitScale: 1 });
  return {
    predictions,
    best: Float32Array.from(predictions, (c, row) => cosines.data[row * classifier.rows + c]),
  };
}

/** Number of values in a sorted array below `limit`. */
function below(sorted: Float64Array, limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `chooseNoneOfThese` as an experiment for `record`. */
export const noneOfTheseExperiment = {
  id: "none-of-these",
  run: (i: { validation: LabeledSet<"validation">; classifier: Embeddings }, o: NoneOfTheseOptions) =>
    chooseNoneOfThese(i.validation, i.classifier, o),
};
