import {
  type ClassifierOptions,
  type EmbedTexts,
  ensembleClassifier,
  fillTemplates,
  promptEnsemble,
} from "@clipscope/toolkit";
import type { Embeddings } from "@clipscope/types";
import type { Encoder } from "../encoder/encoder.js";
import type { EvaluatedClass } from "./classes.js";
import type { How } from "./evaluation.js";

/** Number of texts encoded in one call; shared beginnings are found only within a call. */
const BATCH = 1024;

/**
 * A zero-shot classifier, `[classes, width]`: each class is the ensemble of its filled templates, or of its
 * own prompts. Throws the errors of toolkit's `ensembleClassifier`, `not-supported` without a model, and
 * `text-too-long`.
 */
export function classifierOf(
  encoder: Encoder,
  classes: readonly EvaluatedClass[],
  templates: readonly string[],
  { texts, onProgress, signal, onEnsemble }: How & Pick<ClassifierOptions, "onEnsemble">,
): Promise<Embeddings> {
  const embedTexts: EmbedTexts = (batch, onProgress) =>
    encoder.embedTexts(batch, { ...(signal && { signal }), ...(onProgress && { onProgress }) });
  const options = {
    batchSize: BATCH,
    ...(texts && { cache: texts }),
    ...(onEnsemble && { onEnsemble }),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  };
  if (classes.every(({ prompts }) => prompts === undefined)) {
    return ensembleClassifier(
      embedTexts,
      classes.map(({ names }) => names),
      templates,
      options,
    );
  }
  const prompts = classes.map(({ names, prompts }) => prompts ?? fillTemplates([names], templates)[0]);
  return promptEnsemble(embedTexts, prompts, options);
}
