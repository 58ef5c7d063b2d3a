import type { TrainingMethod } from "@clipscope/core/training";
import type { Proportion } from "@clipscope/toolkit";
import type { DataSpec, ProvidedFile } from "../compute/compute.js";

export type { TrainingMethod };

/** A run that trains a small CLIP from scratch on a dataset's images and texts. */
export interface TrainRequest {
  /** Identifies the run while it is under way, for `pauseTraining`. */
  run: string;
  /**
   * Images with captions (role "caption"), or with labels whose names fill the templates. Rows whose split is "train"
   * are learned from and the others held out; without a split column, a fifth is held out at random.
   */
  data: DataSpec;
  seed: number;
  /** Templates for class names. Default: the data's own, or "a photo of a {}.". */
  templates?: readonly string[];
  /** What is learned. Default "contrastive", CLIP. */
  method?: TrainingMethod;
  model?: Partial<ModelSizes>;
  /** Number of steps. Default 300. */
  steps?: number;
  /** Pairs per step. Default 64. */
  batchSize?: number;
  /** Peak of the learning rate, after a twentieth of the steps; from there it falls along a cosine. Default 0.001. */
  learningRate?: number;
  /** Default 0.1. */
  weightDecay?: number;
  temperature?: {
    /** Initial temperature, 0.01 to 1: cosines are divided by it. Default 0.07 (CLIP §2.5). */
    start?: number;
    /** Whether it stays as it is. Default: it is learned. */
    fixed?: boolean;
  };
  /** Steps between measurements; the first and last step are always measured. Default 10. */
  measureEvery?: number;
  /** Number of held-out images in the similarity matrix, with different captions. Default 12. */
  probeImages?: number;
  /** Maximum number of held-out images for accuracies. Default 200. */
  testImages?: number;
  /** Column with a wrong text for each row, to be told from the right one. */
  wrongCaption?: string;
  /** Default "auto": compiled where ONNX Runtime is installed, in Node, and TensorFlow.js in WebAssembly elsewhere. */
  engine?: "auto" | TrainingEngine;
  /** Threads of the compiled engine. Default: all cores. */
  threads?: number;
}

export type TrainingEngine = "compiled" | "tfjs";

/** Sizes of both towers. */
export interface ModelSizes {
  /** Sides of images in pixels. Default 32. */
  imageSize: number;
  /** Sides of patches in pixels. Default 8. */
  patchSize: number;
  /** Width of both towers and of their shared space, a multiple of 16. Default 48. */
  width: number;
  /** Layers of the image tower. Default 2. */
  imageLayers: number;
  /** Layers of the text tower. Default 2. */
  textLayers: number;
  /** Maximum number of tokens in the vocabulary, which is made from the training texts; at least 514. Default 1,024. */
  vocabulary: number;
  /** Maximum number of tokens of a text, including start and end. Default 24. */
  contextLength: number;
}

/** What is known after a step. */
export interface TrainingReport {
  /** Steps completed. */
  step: number;
  /** Images seen so far, counting repetitions. */
  images: number;
  loss: number;
  gradientNorm: number;
  /** Factor of cosines: 1 / temperature. Constant 1 for "predict-bag-of-words", which has none. */
  logitScale: number;
  learningRate: number;
  samplesPerSecond: number;
  /** After some steps. */
  measured?: TrainingMeasures;
}

/** How well the model in training does on images that it does not learn from. */
export interface TrainingMeasures {
  /** Rows of the dataset whose images are in the matrix, `[images]`. */
  rows: Int32Array;
  /** Their captions, `[images]`. */
  texts: readonly string[];
  /** Cosines of images with captions, `[images, images]`; absent for "predict-bag-of-words". */
  cosines?: Float32Array;
  /** Zero-shot accuracy among all label values; absent without labels. */
  accuracy?: Proportion;
  /** How often the right caption is closer than the wrong one; a tie counts as half. 0 to 1. */
  toldApart?: number;
}

export interface TrainedModel {
  /** The request with all defaults. */
  settings: Required<Omit<TrainRequest, "wrongCaption" | "threads">> &
    Pick<TrainRequest, "wrongCaption" | "threads">;
  /** Number of pairs learned from, and of those held out. */
  pairs: { train: number; heldOut: number };
  parameters: number;
  engine: TrainingEngine;
  backend: string;
  /** Seconds that the run took, including measurements and pauses. */
  seconds: number;
  measured: TrainingMeasures;
  /** Sentences about the data: unreadable images, captions that were cut. */
  notes: readonly string[];
  /**
   * The model as a checkpoint folder, which `loadClip` and Python's transformers open. Absent for bags of words, which
   * CLIP checkpoints can't express.
   */
  files?: readonly ProvidedFile[];
}
