import type { Embeddings, OnProgress } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings, checkOptions, throwIfCancelled } from "@clipscope/types";
import { norm, RunningEnsemble } from "./running-ensemble.js";
import { fillTemplates } from "./template.js";

/** Embeds texts, one embedding per text in the same order: `clip.embedTexts`, or any function like it. */
export type EmbedTexts = (texts: string[], onProgress?: OnProgress) => Promise<Embeddings>;

/** The ensembles of the texts encoded so far. */
export interface GrowingEnsemble {
  /** Number of texts of each class that are in it, and of the class with the most texts in total. */
  done: number;
  total: number;
  /** The classifier of these texts, `[classes, width]`, rows of norm 1; computed when called. */
  classifier(): Embeddings;
}

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

export interface ClassifierOptions extends EnsembleOptions {
  /**
   * Called between batches while every class has some of its texts encoded and others not: the first template is
   * encoded for all classes, then the second, and so on.
   */
  onEnsemble?: (ensemble: GrowingEnsemble) => void;
}

const ENSEMBLE_OPTIONS = ["cache", "batchSize", "onProgress", "signal"] as const;
const CLASSIFIER_OPTIONS = [...ENSEMBLE_OPTIONS, "onEnsemble"] as const;

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
  options: ClassifierOptions = {},
): Promise<Embeddings> {
  checkOptions(options, CLASSIFIER_OPTIONS, "ensembleClassifier");
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
  options: ClassifierOptions = {},
): Promise<Embeddings> {
  checkOptions(options, CLASSIFIER_OPTIONS, "promptEnsemble");
  const { cache = new Map() } = options;
  const { onEnsemble } = options;
  const total = prompts.reduce((longest, texts) => Math.max(longest, texts.length), 0);
  let running: RunningEnsemble | undefined;
  const growTo = (steps: number) => {
    const cols = running?.cols ?? widthOf(prompts, cache);
    running ??= new RunningEnsemble(prompts, cols, (text) => cached(cache, text, cols));
    running.growTo(steps);
    return running;
  };
  const onSteps =
    onEnsemble &&
    ((done: number) => onEnsemble({ done, total, classifier: () => growTo(done).classifier() }));
  await encodePrompts(embedTexts, prompts, { ...options, cache }, onSteps);
  return growTo(total).classifier();
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
 * Encodes the prompts missing from `cache`, in batches, in the order: the first prompt of each class, then the
 * second, … Calls `onSteps` with the number of prompts that every class has encoded, after a batch that completed
 * one, unless it is the last.
 */
async function encodePrompts(
  embedTexts: EmbedTexts,
  prompts: readonly (readonly string[])[],
  options: EnsembleOptions & { cache: TextCache },
  onSteps?: (done: number) => void,
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
  const unknown = new Set<string>();
  // The number of texts to encode for the steps up to and including each one.
  const ends = ordered.map((texts) => {
    for (const text of texts) if (!cache.has(text)) unknown.add(text);
    return unknown.size;
  });
  const missing = [...unknown];
  let steps = 0;
  // The classes' first texts are a batch of their own, so that the first ensemble is ready soon; this holds without
  // `onSteps` too, since the last digits of an embedding may depend on its batch.
  const size = (start: number) => (start === 0 ? Math.min(batchSize, ends[0] || batchSize) : batchSize);
  for (let start = 0; start < missing.length; start += size(start)) {
    throwIfCancelled(signal, "Encoding the prompts");
    onProgress?.({ stage: "encoding texts", done: start, total: missing.length });
    const texts = missing.slice(start, start + size(start));
    const embeddings = await embedTexts(texts, ({ done }) =>
      onProgress?.({ stage: "encoding texts", done: start + done, total: missing.length }),
    );
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
    const before = steps;
    while (steps < ends.length && ends[steps] <= start + texts.length) steps++;
    if (steps > before && start + texts.length < missing.length) onSteps?.(steps);
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

/** The ensemble of the templates at the given indices (default: all), as an experiment for `record`. */
export const promptEnsembleExperiment = {
  id: "prompt-ensemble",
  run: (i: { embeddings: TemplateEmbeddings }, o: { templates?: readonly number[] }) =>
    ensembleOf(i.embeddings, o.templates ?? [...i.embeddings.templates.keys()]),
};
