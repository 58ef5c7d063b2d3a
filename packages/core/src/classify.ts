import type { ImageInput, Matrix } from "@clipscope/types";
import { ClipscopeError, checkOptions, normalizeRows } from "@clipscope/types";
import { type Clip, checkList } from "./clip.js";
import type { EmbedImagesOptions, ImageEmbeddings } from "./embed-images.js";
import type { ImageFailure } from "./pixels.js";

export interface SimilarityOptions extends Omit<EmbedImagesOptions, "features" | "normalize" | "keys"> {
  /** What to do with a text that is longer than the model's context: "error" (default), or "end" to cut its end off. */
  truncate?: "error" | "end";
}

const SIMILARITY_OPTIONS = ["batchSize", "decode", "onProgress", "signal", "truncate"] as const;

/** How near images are to texts. Rows are the images that could be read, columns the texts. */
export interface Similarity {
  /** Cosines, -1…1: `[rows, texts]`. About 0.25 is usual for an image and a text that match. */
  cosines: Matrix<Float32Array>;
  /** Cosines times the model's logit scale, plus its bias if it has one, as softmax takes them: `[rows, texts]`. */
  logits: Matrix<Float32Array>;
  /** Row -> index of its image in the input: `[rows]`. */
  indices: Int32Array;
  /** The images that have no row, and why. */
  failures: ImageFailure[];
}

/** Compares every image with every text. Throws what `embedImages` and `embedTexts` throw. */
export async function similarity(
  clip: Clip,
  images: readonly ImageInput[],
  texts: readonly string[],
  options: SimilarityOptions = {},
): Promise<Similarity> {
  checkOptions(options, SIMILARITY_OPTIONS, "similarity");
  const { truncate, ...imageOptions } = options;
  const words = await clip.embedTexts(texts, { truncate, signal: options.signal });
  return compare(clip, await clip.embedImages(images, imageOptions), words.data);
}

export interface ClassifyOptions extends SimilarityOptions {
  /**
   * Prompts with "{}" in the place of the class name. Default "a photo of a {}."; of several, each class is the mean of
   * its normalized embeddings, normalized again (CLIP §3.1.4).
   */
  templates?: readonly string[];
  /** Told of an image that can't be read, whose list is then empty. Without it, the first such image's error is thrown. */
  onFailure?: (failure: ImageFailure) => void;
}

/** A class, and the probability that softmax over all classes gives it. */
export interface ClassScore {
  label: string;
  /** 0…1; those of an image sum to 1. */
  score: number;
}

/**
 * Zero-shot classification: for each image all classes, the most probable first. Throws `empty-classes`, `bad-argument`
 * for a template without "{}", the error of an image that can't be read unless there is an `onFailure`, and what
 * `embedImages` and `embedTexts` throw.
 */
export async function classify(
  clip: Clip,
  images: readonly ImageInput[],
  classNames: readonly string[],
  options: ClassifyOptions = {},
): Promise<ClassScore[][]> {
  checkOptions(options, [...SIMILARITY_OPTIONS, "templates", "onFailure"], "classify");
  const { templates = ["a photo of a {}."], onFailure, truncate, ...imageOptions } = options;
  checkPrompts(classNames, templates);
  const prompts = classNames.flatMap((name) => templates.map((template) => template.replaceAll("{}", name)));
  const words = await clip.embedTexts(prompts, { truncate, signal: options.signal });
  const classifier = means(words.data, classNames.length, templates.length);
  const { logits, indices, failures } = compare(
    clip,
    await clip.embedImages(images, imageOptions),
    classifier,
  );
  for (const failure of failures) {
    if (!onFailure) throw failure.error;
    onFailure(failure);
  }
  const scores: ClassScore[][] = images.map(() => []);
  for (const [row, index] of indices.entries()) {
    const line = logits.data.subarray(row * logits.cols, (row + 1) * logits.cols);
    const probabilities = softmax(line);
    scores[index] = classNames
      .map((label, i) => ({ label, score: probabilities[i] }))
      .sort((a, b) => b.score - a.score);
  }
  return scores;
}

function checkPrompts(classNames: readonly string[], templates: readonly string[]): void {
  checkList("classNames", classNames);
  checkList("templates", templates);
  if (classNames.length === 0) {
    throw new ClipscopeError("empty-classes", "There are no classes to choose from: give at least one name.");
  }
  if (templates.length === 0)
    throw new ClipscopeError("bad-argument", 'templates is empty: give at least "{}".');
  for (const template of templates) {
    if (typeof template === "string" && template.includes("{}")) continue;
    throw new ClipscopeError(
      "bad-argument",
      `The template ${JSON.stringify(template)} has no "{}" for the class name.`,
    );
  }
}

/** The mean of each run of `count` rows, normalized: `[classes · count, cols]` -> `[classes, cols]`. */
function means(data: Float32Array, classes: number, count: number): Float32Array {
  const cols = data.length / (classes * count);
  const sums = new Float32Array(classes * cols);
  for (let i = 0; i < data.length; i++) {
    sums[Math.floor(i / (count * cols)) * cols + (i % cols)] += data[i] / count;
  }
  return normalizeRows({ data: sums, rows: classes, cols }).data;
}

/** The products of rows of length 1, summed in float64: images `[rows, cols]`, texts `[n, cols]` -> `[rows, n]`. */
function compare(clip: Clip, { data, rows, cols, indices, failures }: ImageEmbeddings, texts: Float32Array) {
  const n = texts.length / cols;
  const cosines = new Float32Array(rows * n);
  for (let row = 0; row < rows; row++) {
    for (let text = 0; text < n; text++) {
      let sum = 0;
      for (let i = 0; i < cols; i++) sum += data[row * cols + i] * texts[text * cols + i];
      cosines[row * n + text] = sum;
    }
  }
  const { logitScale, logitBias = 0 } = clip;
  const logits = cosines.map((cosine) => logitScale * cosine + logitBias);
  return {
    cosines: { data: cosines, rows, cols: n },
    logits: { data: logits, rows, cols: n },
    indices,
    failures,
  };
}

function softmax(logits: Float32Array): Float64Array {
  const largest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
