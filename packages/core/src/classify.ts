import type { ImageInput, Matrix } from "@clipscope/types";
import { ClipscopeError, checkOptions, normalizeRows } from "@clipscope/types";
import { type Clip, checkList } from "./clip.js";
import type { EmbedImagesOptions, ImageEmbeddings } from "./embed-images.js";
import type { ImageFailure } from "./pixels.js";

export interface SimilarityOptions extends Omit<EmbedImagesOptions, "features" | "normalize" | "keys"> {
  /** Handling of texts longer than the model's context: "error" (default) throws, "end" truncates. */
  truncate?: "error" | "end";
}

const SIMILARITY_OPTIONS = ["batchSize", "decode", "onProgress", "signal", "truncate"] as const;

/** Similarity of images and texts. Rows are the readable images, columns the texts. */
export interface Similarity {
  /** Cosines, -1…1: `[rows, texts]`. Matching images and texts usually have about 0.25. */
  cosines: Matrix<Float32Array>;
  /**
   * Logits for softmax: cosines times the model's logit scale, plus its bias if it has one: `[rows, texts]`.
   */
  logits: Matrix<Float32Array>;
  /** Row → index of its image in the input: `[rows]`. */
  indices: Int32Array;
  /** Unreadable images, which have no row, with the reasons. */
  failures: ImageFailure[];
}

/** Compares every image with every text. Throws the errors of `embedImages` and `embedTexts`. */
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
   * Prompt templates with "{}" in place of the class name. Default "a photo of a {}."; with several, each
   * class is the normalized mean of its normalized embeddings (CLIP §3.1.4).
   */
  templates?: readonly string[];
  /**
   * Receives unreadable images, whose result is an empty list. Without it, the first unreadable image throws.
   */
  onFailure?: (failure: ImageFailure) => void;
}

/** A class with its softmax probability. */
export interface ClassScore {
  label: string;
  /** Probability, 0…1; an image's scores sum to 1. */
  score: number;
}

/**
 * Zero-shot classification: all classes for each image, most probable first. Throws `empty-classes`,
 * `bad-argument` for a template without "{}", the error of an unreadable image unless `onFailure` is given,
 * and the errors of `embedImages` and `embedTexts`.
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

/** The normalized mean of each run of `count` rows: `[classes · count, cols]` → `[classes, cols]`. */
function means(data: Float32Array, classes: number, count: number): Float32Array {
  const cols = data.length / (classes * count);
  const sums = new Float32Array(classes * cols);
  for (let i = 0; i < data.length; i++) {
    sums[Math.floor(i / (count * cols)) * cols + (i % cols)] += data[i] / count;
  }
  return normalizeRows({ data: sums, rows: classes, cols }).data;
}

/**
 * Dot products of normalized rows, summed in float64: images `[rows, cols]`, texts `[n, cols]` → `[rows, n]`.
 */
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
