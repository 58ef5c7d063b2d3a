import type { ClipConfig } from "@clipscope/core";
import type { AugmentOptions } from "@clipscope/core/training";

/** A part of the run with one resolution and one strength of augmentation. */
export interface Stage {
  untilStep: number;
  imageSize: number;
  augment: AugmentOptions;
  /** Share of drawings in another style than their rendition's, or from a font. */
  redrawn: number;
  /** Share of drawings that are icons of other sets, for concepts that have any. */
  icons: number;
}

/**
 * Everything that determines a checkpoint besides the code and the data; plain data that can be sent to
 * threads.
 */
export interface Recipe {
  seed: number;
  batchSize: number;
  /** Maximum number of concepts. Default: all that are not held out. */
  concepts?: number;
  /** Tokens per caption in training, including start and end. */
  textLength: number;
  /** Context length of the shipped model, longer than any caption so that long prompts are accepted. */
  contextLength: number;
  vocabSize: number;
  weightDecay: number;
  averageDecay: number;
  learningRate: { peak: number; warmup: number; coolDown: number };
  /** Mean and deviation of 0…1 values. */
  normalize: { mean: [number, number, number]; std: [number, number, number] };
  stages: Stage[];
}

const affine = { rotate: 15, zoom: 0.2, shift: 0.1 };
const varied: AugmentOptions = {
  ...affine,
  color: 0.35,
  grayscale: 0.1,
  twoTone: 0.15,
  lineArt: 0.08,
  inked: 0.12,
  cutout: 0.15,
};

/** The recipe of the shipped checkpoint. */
export const recipe: Recipe = {
  seed: 21,
  batchSize: 256,
  textLength: 16,
  contextLength: 77,
  vocabSize: 2048,
  weightDecay: 0.1,
  averageDecay: 0.998,
  learningRate: { peak: 2e-3, warmup: 300, coolDown: 1300 },
  normalize: { mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711] }, // CLIP's own
  /** Small images first: most of the steps at half the cost. */
  stages: [
    { untilStep: 4379, imageSize: 32, augment: varied, redrawn: 0.4, icons: 0.15 },
    { untilStep: 5900, imageSize: 48, augment: { ...varied, cutout: 0.25 }, redrawn: 0.4, icons: 0.15 },
  ],
};

/** The rendition used to choose a recipe; its designer and style are not in the training data. */
export const unseenRendition = "openmoji";

/** Renditions that are also trained on in other styles. */
export const colorRenditions: ReadonlySet<string> = new Set(["noto", "noto-v1", "fxemoji", "emojione"]);

/** A run of less than a minute to test the pipeline: few concepts, small images, few steps. */
export const smokeRecipe: Recipe = {
  ...recipe,
  batchSize: 32,
  concepts: 60,
  vocabSize: 1024,
  averageDecay: 0.9,
  learningRate: { peak: 2e-3, warmup: 15, coolDown: 50 },
  stages: [
    {
      untilStep: 200,
      imageSize: 24,
      augment: { ...varied, twoTone: 0, lineArt: 0, inked: 0, cutout: 0 },
      redrawn: 0.1,
      icons: 0,
    },
  ],
};

/**
 * Templates for zero-shot accuracy, besides the bare name; fixed before the first evaluation of any
 * checkpoint trained with style words.
 */
export const templateEnsemble = [
  "{}",
  "a drawing of {}",
  "a picture of {}",
  "an emoji of {}",
  "an icon of {}",
  "an illustration of {}",
  "a symbol for {}",
] as const;

/** Templates for black-and-white renditions, to test whether naming the style helps. */
export const blackAndWhiteEnsemble = [
  "a black and white drawing of {}",
  "a black and white icon of {}",
  "a silhouette of {}",
] as const;

/** The model config at one resolution: a ViT of five layers and a two-layer text transformer. */
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
