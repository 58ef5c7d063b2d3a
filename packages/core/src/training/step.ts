import type { Parameters } from "./init.js";

/** A batch of matching image–text pairs. */
export interface Batch {
  /** `[batch, 3, size, size]`, normalized. */
  pixels: Float32Array;
  /** `[batch, length]` token ids, with start and end tokens. */
  ids: Int32Array;
  /** `[batch]`: the position of each text's end token. */
  ends: Int32Array;
}

export interface StepResult {
  loss: number;
  gradients: Map<string, Float32Array>;
}

/** Computes the contrastive loss of a batch and its gradient; two engines implement it. */
export interface TrainingStep {
  run(parameters: Parameters, batch: Batch): Promise<StepResult>;
  dispose(): Promise<void>;
}
