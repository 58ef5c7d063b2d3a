import type { OnProgress } from "@clipscope/types";
import { ClipscopeError, seededRandom, shuffledIndices } from "@clipscope/types";
import { breathing } from "../breath.js";
import { type AdamWOptions, adamw } from "./adamw.js";

export interface EpochOptions extends AdamWOptions {
  /** Number of epochs. Default 20. */
  epochs?: number;
  /** Rows per batch. Default 256. */
  batchSize?: number;
  /** Initial learning rate; a cosine schedule lowers it to 0. Default 1e-3. */
  learningRate?: number;
  /** Seed of the row order. Default 42. */
  seed?: number;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** Names of the options in `EpochOptions`. */
export const EPOCH_OPTIONS = [
  "epochs",
  "batchSize",
  "learningRate",
  "seed",
  "onProgress",
  "signal",
  "beta1",
  "beta2",
  "epsilon",
  "weightDecay",
] as const satisfies readonly (keyof EpochOptions)[];

/** Parameters and the gradient of their loss. */
export interface Training {
  /** Number of training rows. */
  rows: number;
  /** Parameters, updated in place. */
  parameters: Float64Array;
  /** Writes the gradient of the mean loss over a batch of rows into `gradient`. */
  gradient(batch: Int32Array, gradient: Float64Array): void;
  /** Called after each epoch. */
  onEpoch?(epoch: number): void;
}

/**
 * Trains by AdamW on batches in a new random order each epoch, with a half-cosine learning rate schedule over
 * all steps (`CosineAnnealingLR` stepped after each batch). Throws `bad-argument`, `cancelled`.
 */
export async function trainEpochs(training: Training, options: EpochOptions = {}): Promise<void> {
  const { rows, parameters, gradient, onEpoch } = training;
  const { epochs = 20, batchSize = 256, learningRate = 1e-3, seed = 42, onProgress, signal } = options;
  for (const [name, value] of Object.entries({ epochs, batchSize })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new ClipscopeError(
        "bad-argument",
        `${name} is ${value}: it must be a whole number of at least 1.`,
      );
    }
  }
  if (!(learningRate > 0 && learningRate < Number.POSITIVE_INFINITY)) {
    throw new ClipscopeError("bad-argument", `learningRate is ${learningRate}: it must be above 0.`);
  }
  const random = seededRandom(seed);
  const update = adamw(parameters, options);
  const slopes = new Float64Array(parameters.length);
  const breathe = breathing("Training", signal);
  const steps = epochs * Math.ceil(rows / batchSize);
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffledIndices(rows, random);
    for (let start = 0; start < rows; start += batchSize) {
      gradient(order.subarray(start, Math.min(rows, start + batchSize)), slopes);
      update(slopes, 0.5 * learningRate * (1 + Math.cos((Math.PI * step) / steps)));
      step++;
      await breathe();
    }
    onEpoch?.(epoch);
    onProgress?.({ stage: "training", done: epoch + 1, total: epochs });
  }
}
