import type { Embeddings, OnProgress } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings, checkOptions, throwIfCancelled } from "@clipscope/types";
import { fillTemplates } from "./template.js";

/** Embeds texts, one embedding per text in the same order: `clip.embedTexts`, or any function like it. */
export type EmbedTexts = (texts: string[]) => Promise<Embeddings>;

/** Embeddings by text. A cache belongs to one model and one kind of features. */
export type TextCache = Map<string, Float32Array>;

export interface EnsembleOptions {
  /**
   * If kept between calls, changes of templates or class names encode only new texts. Texts encoded before a
   * cancellation stay cached.
   */
  cache?: TextCache;
  /** Number of texts per call of `embedTexts`. Default 256. */
  batchSize?: number;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

const ENSEMBLE_OPTIONS = ["cache", "batchSize", "onProgress", "signal"] as const;

/**
 * A zero-shot classifier: `[classNames.length, width]`, rows of norm 1. Each class is the ensemble of its
 * filled templates in embedding space: normalize each, average, normalize again (CLIP §3.1.4 and the ImageNet
 * notebook). A class with several names uses every template with each of them. Duplicate texts are encoded
 * once. Throws `empty-classes`, `bad-argument` (no templates, a template without `{}`), `cancelled`, and any
 * error of `embedTexts`.
 */
export async function ensembleClassifier(
  embedTexts: EmbedTexts,
  classNames: readonly (string | readonly string[])[],
  templates: readonly string[],
  options: EnsembleOptions = {},
): Promise<Embeddings> {
  checkOptions(options, ENSEMBLE_OPTIONS, "ensembleClassifier");
  return promptEnsemble(embedTexts, fillTemplates(classNames, templates), options);
}

/**
 * A zero-shot classifier from texts written for each class: `[prompts.length, width]`, rows of norm 1.
 * `prompts` is `[classes]` lists of at least one text, such as descriptions by a language model
 * (`readClassPrompts`) or classes with several names (`fillTemplates`). Throws `empty-classes`,
 * `bad-argument` (a class without texts), `cancelled`, and any error of `embedTexts`.
 */
export async function promptEnsemble(
  embedTexts: EmbedTexts,
  prompts: readonly (readonly string[])[],
  options: EnsembleOptions = {},
): Promise<Embeddings> {
  checkOptions(options, ENSEMBLE_OPTIONS, "promptEnsemble");
  const { cache = new Map() } = options;
  await encodePrompts(embedTexts, prompts, { ...options, cache });
  const cols = widthOf(prompts, cache);
  const out = { data: new Float32Array(prompts.length * cols), rows: prompts.length, cols };
  const mean = new Float64Array(cols);
  prompts.forEach((texts, row) => {
    mean.fill(0);
    for (const text of texts) addUnit(mean, cached(cache, text, cols), text);
    const scale = 1 / norm(mean, texts[0]);
    for (let i = 0; i < cols; i++) out.data[row * cols + i] = mean[i] * scale;
  });
  return out;
}

/**
 * The embedding of every (template, class) pair, so that sets of templates can be tried without running the
 * model.
 */
export interface TemplateEmbeddings {
  templates: readonly string[];
  classes: number;
  cols: number;
  /** `[templates, classes, cols]`, each of norm 1. */
  data: Float32Array;
}

/** Encodes every template filled with every name. Throws the errors of `ensembleClassifier`. */
export async function embedTemplates(
  embedTexts: EmbedTexts,
  classNames: readonly string[],
  templates: readonly string[],
  options: EnsembleOptions = {},
): Promise<TemplateEmbeddings> {
  checkOptions(options, ENSEMBLE_OPTIONS, "embedTemplates");
  const { cache = new Map() } = options;
  const several = classNames.findIndex((name) => typeof name !== "string");
  if (several >= 0) {
    throw new ClipscopeError(
      "bad-argument",
      `Class ${several} has several names: give each class a single name, such as the first.`,
    );
  }
  const prompts = fillTemplates(classNames, templates);
  await encodePrompts(embedTexts, prompts, { ...options, cache });
  const cols = widthOf(prompts, cache);
  const data = new Float32Array(templates.length * classNames.length * cols);
  for (let t = 0; t < templates.length; t++) {
    prompts.forEach((texts, c) => {
      const at = (t * prompts.length + c) * cols;
      const embedding = cached(cache, texts[t], cols);
      const scale = 1 / norm(embedding, texts[t]);
      for (let i = 0; i < cols; i++) data[at + i] = embedding[i] * scale;
    });
  }
  return { templates, classes: classNames.length, cols, data };
}

/**
 * The ensemble of a subset of templates, given by index: `[classes, cols]`, rows of norm 1. Throws
 * `bad-argument` for an empty subset or an index out of range.
 */
export function ensembleOf(
  { templates, classes, cols, data }: TemplateEmbeddings,
  chosen: readonly number[],
): Embeddings {
  if (chosen.length === 0 || chosen.some((t) => !(t in templates))) {
    throw new ClipscopeError(
      "bad-argument",
      `Templates ${chosen.join(", ") || "(none)"} were chosen out of ${templates.length}: choose at least one, by index.`,
    );
  }
  const out = { data: new Float32Array(classes * cols), rows: classes, cols };
  const mean = new Float64Array(cols);
  for (let c = 0; c < classes; c++) {
    mean.fill(0);
    for (const t of chosen) {
      const at = (t * classes + c) * cols;
      for (let i = 0; i < cols; i++) mean[i] += data[at + i];
    }
    const scale = 1 / norm(mean, templates[chosen[0]]);
    for (let i = 0; i < cols; i++) out.data[c * cols + i] = mean[i] * scale;
  }
  return out;
}

/**
 * Encodes the prompts missing from `cache`, in batches of texts of similar length, in the order: the first
 * prompt of each class, then the second, …
 */
async function encodePrompts(
  embedTexts: EmbedTexts,
  prompts: readonly (readonly string[])[],
  options: EnsembleOptions & { cache: TextCache },
): Promise<void> {
  const { cache, batchSize = 256, onProgress, signal } = options;
  if (prompts.length === 0) {
    throw new ClipscopeError("empty-classes", "The list of classes is empty: give at least one class name.");
  }
  const empty = prompts.findIndex((texts) => texts.length === 0);
  if (empty >= 0) {
    throw new ClipscopeError("bad-argument", `Class ${empty} has no text: give it at least one.`);
  }
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new ClipscopeError(
      "bad-argument",
      `batchSize is ${batchSize}: it must be a whole number of at least 1.`,
    );
  }
  const most = prompts.reduce((longest, texts) => Math.max(longest, texts.length), 0);
  const ordered = Array.from({ length: most }, (_, i) => prompts.flatMap((texts) => texts.slice(i, i + 1)));
  const missing = [...new Set(ordered.flat())].filter((text) => !cache.has(text));
  for (let start = 0; start < missing.length; start += batchSize) {
    throwIfCancelled(signal, "Encoding the prompts");
    onProgress?.({ stage: "encoding texts", done: start, total: missing.length });
    const texts = missing.slice(start, start + batchSize);
    const embeddings = await embedTexts(texts);
    checkEmbeddings(embeddings, "text embeddings");
    if (embeddings.rows !== texts.length) {
      throw new ClipscopeError(
        "wrong-shape",
        `embedTexts returned ${embeddings.rows} rows for ${texts.length} texts.`,
      );
    }
    texts.forEach((text, i) => {
      cache.set(text, embeddings.data.slice(i * embeddings.cols, (i + 1) * embeddings.cols));
    });
  }
  if (missing.length > 0)
    onProgress?.({ stage: "encoding texts", done: missing.length, total: missing.length });
  throwIfCancelled(signal, "Encoding the prompts");
}

const widthOf = (prompts: readonly (readonly string[])[], cache: TextCache) =>
  (cache.get(prompts[0][0]) as Float32Array).length;

function cached(cache: TextCache, text: string, cols: number): Float32Array {
  const embedding = cache.get(text) as Float32Array;
  if (embedding.length !== cols) {
    throw new ClipscopeError(
      "wrong-shape",
      `The cache holds embeddings of ${cols} and of ${embedding.length} values: use a separate cache for each model.`,
    );
  }
  return embedding;
}

function addUnit(sum: Float64Array, embedding: Float32Array, text: string): void {
  const scale = 1 / norm(embedding, text);
  for (let i = 0; i < sum.length; i++) sum[i] += embedding[i] * scale;
}

function norm(vector: ArrayLike<number>, text: string): number {
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += vector[i] * vector[i];
  if (!(squares > 0 && Number.isFinite(squares))) {
    throw new ClipscopeError("bad-argument", `The embedding of "${text}" is zero or not finite.`);
  }
  return Math.sqrt(squares);
}

/** The ensemble of the templates at the given indices (default: all), as an experiment for `record`. */
export const promptEnsembleExperiment = {
  id: "prompt-ensemble",
  run: (i: { embeddings: TemplateEmbeddings }, o: { templates?: readonly number[] }) =>
    ensembleOf(i.embeddings, o.templates ?? [...i.embeddings.templates.keys()]),
};
