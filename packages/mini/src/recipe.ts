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
  /** Share of a batch that shows other things than concepts: icons by their own names. */
  things: number;
  /** Share of a batch that shows scenes of shapes, letters and words. */
  scenes: number;
  /** Share of captions that are the words alone, without a sentence. Default 0. */
  bare?: number;
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
  /** Maximum number of other things. Default: all. */
  things?: number;
  /** Number of scenes that are drawn for training. */
  scenes: number;
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

const affine = { rotate: 15, zoom: 0.2, shift: 0.1, warp: 0.08 };
const varied: AugmentOptions = {
  ...affine,
  color: 0.35,
  grayscale: 0.1,
  twoTone: 0.15,
  lineArt: 0.08,
  inked: 0.12,
  cutout: 0.15,
};
const cut: AugmentOptions = { ...varied, cutout: 0.25 };
const mixture = { redrawn: 0.4, icons: 0.2, things: 0.1, scenes: 0.08 };

/** The recipe of the shipped checkpoint. */
export const recipe: Recipe = {
  seed: 21,
  batchSize: 256,
  scenes: 12_000,
  textLength: 20,
  contextLength: 77,
  vocabSize: 3072,
  weightDecay: 0.1,
  averageDecay: 0.998,
  learningRate: { peak: 2e-3, warmup: 300, coolDown: 2200 },
  normalize: { mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711] }, // CLIP's own
  /**
   * Small images first: most of the steps at half the cost. Names alone come late and rarely, so that they are
   * known, but less well than in sentences.
   */
  stages: [
    { ...mixture, untilStep: 6000, imageSize: 32, augment: varied },
    { ...mixture, untilStep: 7084, imageSize: 48, augment: cut, bare: 0.005 },
    { ...mixture, untilStep: 7660, imageSize: 48, augment: cut, bare: 0.015 },
    { ...mixture, untilStep: 8500, imageSize: 48, augment: cut, bare: 0.03 },
  ],
};

/** The rendition used to choose a recipe; its designer and style are not in the training data. */
export const unseenRendition = "openmoji";

/** Scenes keep their colors and everything that can be counted in them. */
export const sceneAugment: AugmentOptions = {
  ...affine,
  rotate: 8,
  color: 0.1,
  grayscale: 0,
  twoTone: 0,
  lineArt: 0,
  cutout: 0,
};

/** Seed of the scenes. */
export const sceneSeed = 5;

/** Renditions that are also trained on in other styles. */
export const colorRenditions: ReadonlySet<string> = new Set(["noto", "noto-v1", "fxemoji", "emojione"]);

/** A run of less than a minute to test the pipeline: few concepts, small images, few steps. */
export const smokeRecipe: Recipe = {
  ...recipe,
  batchSize: 32,
  concepts: 60,
  things: 100,
  scenes: 200,
  vocabSize: 1024,
  averageDecay: 0.9,
  learningRate: { peak: 2e-3, warmup: 15, coolDown: 50 },
  stages: [
    {
      untilStep: 200,
      imageSize: 24,
      augment: { ...varied, twoTone: 0, lineArt: 0, inked: 0, cutout: 0 },
      redrawn: 0.1,
      icons: 0.1,
      things: 0.1,
      scenes: 0.1,
    },
  ],
};

/** Templates for zero-shot accuracy; fixed before the first evaluation of the checkpoint that learned from sentences. */
export const templateEnsemble = [
  "a drawing of {}",
  "a picture of {}",
  "an emoji of {}",
  "an icon of {}",
  "an illustration of {}",
  "a symbol for {}",
  "a cartoon of {}",
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
