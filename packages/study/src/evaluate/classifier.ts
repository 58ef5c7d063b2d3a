import { ensembleClassifier, fillTemplates, promptEnsemble } from "@clipscope/toolkit";
import type { Embeddings } from "@clipscope/types";
import type { Encoder } from "../encoder/encoder.js";
import type { EvaluatedClass } from "./classes.js";
import type { How } from "./evaluation.js";

/**
 * A zero-shot classifier, `[classes, width]`: each class is the ensemble of its filled templates, or of its
 * own prompts. Throws the errors of toolkit's `ensembleClassifier`, `not-supported` without a model, and
 * `text-too-long`.
 */
export function classifierOf(
  encoder: Encoder,
  classes: readonly EvaluatedClass[],
  templates: readonly string[],
  { texts, onProgress, signal }: How,
): Promise<Embeddings> {
  const embedTexts = (batch: string[]) => encoder.embedTexts(batch, signal ? { signal } : {});
  const options = {
    ...(texts && { cache: texts }),
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
