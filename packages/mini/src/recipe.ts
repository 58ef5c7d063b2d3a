import type { ClipConfig } from "@clipscope/core";
import { type AugmentOptions, linearDecay, warmupCosine } from "@clipscope/core/training";

/** A part of the run at one resolution, with one strength of augmentation. */
export interface Stage {
  untilStep: number;
  imageSize: number;
  learningRateAt: (step: number) => number;
  augment: AugmentOptions;
}

const cosine = (step: number) => warmupCosine(step, { total: 6500, warmup: 200, peak: 1.5e-3 });
const affine = { rotate: 15, zoom: 0.15, shift: 0.08 };

/** Everything that decides the shipped checkpoint, beside the code and the data. */
export const recipe = {
  seed: 20,
  batchSize: 128,
  /** Tokens of a caption in training, start and end included. */
  textLength: 20,
  /** The shipped model's context: longer prompts than any caption are not refused. */
  contextLength: 77,
  vocabSize: 2048,
  weightDecay: 0.1,
  averageDecay: 0.998,
  /** Of 0…1 values: CLIP's own. */
  normalize: {
    mean: [0.48145466, 0.4578275, 0.40821073],
    std: [0.26862954, 0.26130258, 0.27577711],
  } as { mean: [number, number, number]; std: [number, number, number] },
  /** Small pictures first: most of the steps at less than half the cost. */
  stages: [
    {
      untilStep: 3900,
      imageSize: 32,
      learningRateAt: cosine,
      augment: { ...affine, colour: 0.3, greyscale: 0.15, twoTone: 0.05, lineArt: 0, cutout: 0 },
    },
    {
      untilStep: 5100,
      imageSize: 48,
      learningRateAt: (step) => linearDecay(step, { step: 3900, rate: cosine(3900) }, 5100),
      augment: { ...affine, colour: 0.3, greyscale: 0.15, twoTone: 0.12, lineArt: 0.1, cutout: 0.25 },
    },
  ] as Stage[],
};

/** The model at one resolution: a 1.7 M-parameter ViT and a two-layer text transformer. */
export function modelConfig(imageSize: number, vocabSize: number): ClipConfig {
  const common = { hiddenAct: "quick_gelu", layerNormEps: 1e-5 } as const;
  return {
    projectionDim: 128,
    logitScaleInitValue: Math.log(1 / 0.07),
    vision: {
      ...common,
      hiddenSize: 160,
      intermediateSize: 640,
      numHiddenLayers: 5,
      numAttentionHeads: 5,
      imageSize,
      patchSize: 8,
      numChannels: 3,
    },
    text: {
      ...common,
      hiddenSize: 128,
      intermediateSize: 512,
      numHiddenLayers: 2,
      numAttentionHeads: 4,
      vocabSize,
      maxPositionEmbeddings: recipe.textLength,
      eosTokenId: vocabSize - 1,
    },
  };
}
