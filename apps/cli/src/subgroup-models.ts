import { type Clip, type Embeddings, openProducts } from "@clipscope/core";
import type { RenditionImages, SubgroupTask } from "@clipscope/datasets/renditions";
import { labeledSet, predictLinear, promptEnsemble, sweepRegularization, zeroShot } from "@clipscope/toolkit";
import type { Split } from "@clipscope/types";
import type { Console } from "./command.js";
import { embedRows } from "./data.js";
import { withProgress } from "./progress.js";

/** The rendition that the supervised models and the probe were trained on with labels. */
export const REFERENCE = "twemoji";

/** A classifier of the subgroup task on one model's features. */
export interface SubgroupModel {
  name: string;
  /** The class of each row: `features` are those from before the projection, `[rows, hiddenSize]`, not normalized. */
  predict(features: Embeddings): Int32Array;
}

/**
 * What a CLIP makes of the subgroup task: zero-shot from the classes' names, from their names and those of their
 * training concepts, and by a linear probe that learns from the reference rendition's training concepts with labels, its
 * λ chosen on the validation concepts.
 */
export async function subgroupModels(
  clip: Clip,
  task: SubgroupTask,
  reference: RenditionImages,
  io: Console,
): Promise<SubgroupModel[]> {
  const { signal } = io;
  const { logitScale } = clip;
  const embedTexts = (texts: string[]) => clip.embedTexts(texts, { signal });
  const fromWords = async (name: string, prompts: string[][]): Promise<SubgroupModel> => {
    const classifier = await promptEnsemble(embedTexts, prompts, { signal });
    const predict = (features: Embeddings) =>
      zeroShot(clip.projectImages(features), classifier, { logitScale }).predictions;
    return { name, predict };
  };
  const features = async <S extends Split>(split: S) => {
    const { rows, labels } = task.images(reference, split);
    const embedded = await embedRows(clip, reference, rows, io, "preProjection");
    return labeledSet(split, embedded, labels, task.classNames.length);
  };
  const names = task.classPrompts.map(([name]) => [name]);
  const zeroShots = [
    await fromWords("zero-shot, names", names),
    await fromWords("zero-shot, names and members", task.classPrompts),
  ];
  const [train, validation] = [await features("train"), await features("validation")];
  const products = await openProducts();
  const { probe } = await withProgress(io, (onProgress) =>
    sweepRegularization(train, validation, { products, onProgress, refit: false, signal }),
  ).finally(() => products.dispose());
  return [...zeroShots, { name: "linear probe", predict: (features) => predictLinear(probe, features) }];
}
