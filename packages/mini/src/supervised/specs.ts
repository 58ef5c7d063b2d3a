import type { ClipConfig } from "@clipscope/core";
import { modelConfig } from "../recipe.js";

/** A supervised baseline model: its size, its share of the data and its training time. */
export interface SupervisedSpec {
  name: string;
  width: number;
  layers: number;
  heads: number;
  /** Share of the training concepts, at least one of each class. */
  fraction: number;
  /** Number of batches of `batchSize` drawings. */
  steps: number;
}

export const supervised = { seed: 7, batchSize: 64, peak: 1e-3, warmup: 0.1, weightDecay: 0.1 };

const sizes = {
  tiny: { width: 64, layers: 2, heads: 2 },
  small: { width: 96, layers: 3, heads: 3 },
  /** Mini's image tower. */
  base: { width: 160, layers: 5, heads: 5 },
};

const spec = (size: keyof typeof sizes, fraction: number, steps: number): SupervisedSpec => ({
  name: `${size}-${Math.round(100 * fraction)}-${steps}`,
  ...sizes[size],
  fraction,
  steps,
});

/**
 * Baseline models of different size, data and training time, so that their accuracies spread enough to fit a
 * line.
 */
export const specs: readonly SupervisedSpec[] = [
  ...[100, 400, 1600, 4000].map((steps) => spec("tiny", 1, steps)),
  ...[0.25, 0.5].map((fraction) => spec("tiny", fraction, 1600)),
  ...[150, 600, 1600].map((steps) => spec("small", 1, steps)),
  ...[0.25, 0.5].map((fraction) => spec("small", fraction, 600)),
  ...[150, 400, 1000].map((steps) => spec("base", 1, steps)),
  ...[0.25, 0.5].map((fraction) => spec("base", fraction, 400)),
];

/**
 * The config of a classifier: mini's image tower with its projection as the linear head, one row per class.
 */
export function classifierConfig(
  { width, layers, heads }: SupervisedSpec,
  imageSize: number,
  classes: number,
): ClipConfig {
  const config = modelConfig(imageSize, 2);
  return {
    ...config,
    projectionDim: classes,
    vision: {
      ...config.vision,
      hiddenSize: width,
      intermediateSize: 4 * width,
      numHiddenLayers: layers,
      numAttentionHeads: heads,
    } as ClipConfig["vision"],
  };
}
