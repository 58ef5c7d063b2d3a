import type { Embeddings, OnProgress } from "@clipscope/core";
import { ClipscopeError, throwIfCancelled } from "@clipscope/core/errors";
import { checkEmbeddings } from "../embeddings.js";
import { fillTemplate } from "./template.js";

/** Texts in, one embedding a text out, in the same order: `clip.embedTexts`, or anything like it. */
export type EmbedTexts = (texts: string[]) => Promise<Embeddings>;

/** Text embeddings by their text. One cache belongs to one model and one choice of features. */
export type TextCache = Map<string, Float32Array>;

export interface EnsembleOptions {
  /**
   * Kept between calls, it makes a change of templates or of class names encode only what is new.
   * What was encoded before a cancellation stays in it.
   */
  cache?: TextCache;
  /** How many texts go into one call of `embedTexts`. Default 256. */
  batchSize?: number;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/**
 * A zero-shot classifier: `[classNames.length, width]`, rows of norm 1. Each class is the ensemble of its
 * filled templates in embedding space: normalise each, average, normalise again (CLIP §3.1.4 and the
 * ImageNet notebook). A text that occurs more than once is encoded once.
 * Throws `empty-classes`, `bad-argument` (no templates, a template without `{}`), `cancelled`, and what `embedTexts` throws.
 */
export async function ensembleClassifier(
  embedTexts: EmbedTexts,
  classNames: readonly string[],
  templates: readonly string[],
  options: EnsembleOptions = {},
): Promise<Embeddings> {
  const { cache = new Map(), batchSize = 256, onProgress, signal } = options;
  if (classNames.length === 0) {
    throw new ClipscopeError("empty-classes", "The list of classes is empty: give at least one class name.");
  }
  if (templates.length === 0) {
    throw new ClipscopeError(
      "bad-argument",
      'The list of templates is empty: give at least one, such as "{}".',
    );
  }
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new ClipscopeError(
      "bad-argument",
      `batchSize is ${batchSize}: it must be a whole number of at least 1.`,
    );
  }
  // Template by template, so that the texts of one batch are of similar length.
  const filled = templates.map((template) => classNames.map((name) => fillTemplate(template, name)));
  const missing = [...new Set(filled.flat())].filter((text) => !cache.has(text));
  for (let start = 0; start < missing.length; start += batchSize) {
    throwIfCancelled(signal, "Encoding the prompts");
    onProgress?.({ stage: "encoding texts", done: start, total: missing.length });
    const texts = missing.slice(start, start + batchSize);
    const embeddings = await embedTexts(texts);
    checkEmbeddings(embeddings, "text embeddings");
    if (embeddings.rows !== texts.length) {
      throw new ClipscopeError(
        "wrong-shape",
        `embedTexts gave ${embeddings.rows} rows for ${texts.length} texts.`,
      );
    }
    texts.forEach((text, i) => {
      cache.set(text, embeddings.data.slice(i * embeddings.cols, (i + 1) * embeddings.cols));
    });
  }
  if (missing.length > 0)
    onProgress?.({ stage: "encoding texts", done: missing.length, total: missing.length });
  throwIfCancelled(signal, "Encoding the prompts");
  return averageTexts(filled, cache);
}

/** `filled` is `[templates][classes]` texts, all of them in the cache. */
function averageTexts(filled: string[][], cache: TextCache): Embeddings {
  const rows = filled[0].length;
  const cols = (cache.get(filled[0][0]) as Float32Array).length;
  const data = new Float32Array(rows * cols);
  const mean = new Float64Array(cols);
  for (let row = 0; row < rows; row++) {
    mean.fill(0);
    for (const texts of filled) {
      const embedding = cache.get(texts[row]) as Float32Array;
      if (embedding.length !== cols) {
        throw new ClipscopeError(
          "wrong-shape",
          `The cache holds embeddings of ${cols} and of ${embedding.length} values: keep one cache for each model.`,
        );
      }
      const scale = 1 / norm(embedding, texts[row]);
      for (let i = 0; i < cols; i++) mean[i] += embedding[i] * scale;
    }
    const scale = 1 / norm(mean, filled[0][row]);
    for (let i = 0; i < cols; i++) data[row * cols + i] = mean[i] * scale;
  }
  return { data, rows, cols };
}

function norm(vector: ArrayLike<number>, text: string): number {
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += vector[i] * vector[i];
  if (!(squares > 0 && Number.isFinite(squares))) {
    throw new ClipscopeError("bad-argument", `The embedding of "${text}" is zero or not finite.`);
  }
  return Math.sqrt(squares);
}
