import type { Parameters } from "./init.js";

/** Tokenized texts. */
export interface TextBatch {
  /** `[batch, length]` token ids, with start and end tokens. */
  ids: Int32Array;
  /** `[batch]`: the position of each text's end token. */
  ends: Int32Array;
}

/** A batch of matching image–text pairs. */
export interface Batch extends TextBatch {
  /** `[batch, 3, size, size]`, normalized. */
  pixels: Float32Array;
}

export interface StepResult {
  loss: number;
  gradients: Map<string, Float32Array>;
}

/** Computes the loss of a batch and its gradient; three engines implement it. */
export interface TrainingStep {
  run(parameters: Parameters, batch: Batch): Promise<StepResult>;
  dispose(): Promise<void>;
}

/**
 * A step that also embeds, to follow a run. The product of an image's row and a text's row is their cosine or, for
 * "predict-bag-of-words", the mean log-probability of the text's tokens.
 */
export interface MeasuredStep extends TrainingStep {
  /** Any number of images, `[rows, 3, size, size]`, normalized → `[rows, width]`. */
  embedImages(parameters: Parameters, pixels: Float32Array): Promise<Float32Array>;
  /** Any number of texts as long as those of a batch → `[rows, width]`. */
  embedTexts(parameters: Parameters, texts: TextBatch): Promise<Float32Array>;
}

/** The same step with a constant logit scale: its gradient is 0, so an optimizer does not change it. */
export function withFixedScale(step: MeasuredStep): MeasuredStep {
  return {
    async run(parameters, batch) {
      const result = await step.run(parameters, batch);
      result.gradients.get("logit_scale")?.fill(0);
      return result;
    },
    embedImages: (parameters, pixels) => step.embedImages(parameters, pixels),
    embedTexts: (parameters, texts) => step.embedTexts(parameters, texts),
    dispose: () => step.dispose(),
  };
}
