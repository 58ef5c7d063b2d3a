import type { Embeddings, Matrix, OnProgress } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings, checkOptions, normalizeRows } from "@clipscope/types";
import { breathing } from "../breath.js";
import { checkSameWidth } from "../embeddings.js";
import { accuracy } from "../metrics/accuracy.js";
import { plainProducts } from "../products.js";
import { checkApart, checkSplit, type LabeledSet } from "../splits.js";
import { argmaxRows, type LinearClassifier, linearLogits, zeroShotHead } from "./linear.js";
import type { Score } from "./sweep.js";

/**
 * A zero-shot classifier combined with a cache of labeled images (Zhang et al., Tip-Adapter, ECCV 2022):
 * logits = logitScale · f · textᵀ + α · Σ over the cache of exp(-β (1 - f · key)) for the key's class.
 */
export interface TipAdapter {
  zeroShot: LinearClassifier;
  /** Keys of the cache, `[rows, cols]`, of norm 1 unless they were tuned. */
  keys: Matrix;
  /** Class of each key: `[keys.rows]`. */
  labels: Int32Array;
  /** α, the weight of the cache relative to zero-shot. */
  alpha: number;
  /** β, the sharpness of the similarity to a key. */
  beta: number;
}

export interface TipAdapterOptions {
  /** Factor of the cosines with the text embeddings: `clip.logitScale`. Default 100. */
  logitScale?: number;
  /**
   * Values of α to try, in this order. Default: 20 values from 0.1 to 3, as the reference code's for
   * ImageNet.
   */
  alphas?: readonly number[];
  /** Values of β to try. Default: 200 values from 0.1 to 7. */
  betas?: readonly number[];
  /** Metric on validation. Default `accuracy`. */
  score?: Score;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

export interface TipAdapterChoice {
  adapter: TipAdapter;
  /** Validation score. */
  score: number;
  /** Validation score of zero-shot alone (α = 0). */
  zeroShotScore: number;
}

/**
 * Training-free Tip-Adapter: the keys are the training embeddings; α and β are chosen on validation, ties
 * going to the first pair. `classifier` is `[classes, width]`. Embeddings are normalized first. Throws
 * `bad-argument`, `wrong-shape`, `cancelled`.
 */
export async function fitTipAdapter(
  train: LabeledSet<"train">,
  validation: LabeledSet<"validation">,
  classifier: Embeddings,
  options: TipAdapterOptions = {},
): Promise<TipAdapterChoice> {
  checkOptions(options, ["logitScale", "alphas", "betas", "score", "onProgress", "signal"], "fitTipAdapter");
  return chooseAlphaBeta(untunedAdapter(train, validation, classifier, options), validation, options);
}

/** The adapter before tuning: α = β = 1. */
export function untunedAdapter(
  train: LabeledSet<"train">,
  validation: LabeledSet<"validation">,
  classifier: Embeddings,
  { logitScale = 100 }: TipAdapterOptions,
): TipAdapter {
  checkSplit(train, "train");
  checkSplit(validation, "validation");
  checkApart(train, validation);
  checkEmbeddings(classifier, "classifier");
  checkSameWidth(train.embeddings, "train embeddings", classifier, "classifier");
  if (classifier.rows !== train.classes) {
    throw new ClipscopeError(
      "bad-argument",
      `The classifier has ${classifier.rows} classes, the training split ${train.classes}.`,
    );
  }
  const { data, rows, cols } = normalizeRows(train.embeddings);
  return {
    zeroShot: zeroShotHead(classifier, { logitScale }),
    keys: { data: Float64Array.from(data), rows, cols },
    labels: train.labels,
    alpha: 1,
    beta: 1,
  };
}

/** All logits, `[rows, classes]`. Embeddings are normalized first. Throws `wrong-shape`. */
export function tipAdapterLogits(adapter: TipAdapter, embeddings: Embeddings): Matrix {
  const unit = normalizeRows(embeddings);
  const logits = linearLogits(adapter.zeroShot, unit);
  const cached = cacheVotes(adapter, affinities(adapter, unit), adapter.beta);
  for (let i = 0; i < logits.data.length; i++) logits.data[i] += adapter.alpha * cached.data[i];
  return logits;
}

/** The predicted class of each row, `[rows]`. Throws `wrong-shape`. */
export function predictTipAdapter(adapter: TipAdapter, embeddings: Embeddings): Int32Array {
  return argmaxRows(tipAdapterLogits(adapter, embeddings));
}

/** Chooses the pair of α and β with the best validation score. */
export async function chooseAlphaBeta(
  adapter: TipAdapter,
  validation: LabeledSet<"validation">,
  options: TipAdapterOptions,
): Promise<TipAdapterChoice> {
  const { alphas = gridTo(3, 20), betas = gridTo(7, 200), score = accuracy, onProgress, signal } = options;
  if (alphas.length === 0 || betas.length === 0) {
    throw new ClipscopeError("bad-argument", "alphas and betas must hold at least one value each.");
  }
  const wrong = [...alphas, ...betas].find((value) => !Number.isFinite(value));
  if (wrong !== undefined) {
    throw new ClipscopeError("bad-argument", `alphas and betas must be numbers, but there is ${wrong}.`);
  }
  const breathe = breathing("Choosing α and β", signal);
  const unit = normalizeRows(validation.embeddings);
  const zeroShot = linearLogits(adapter.zeroShot, unit);
  const similar = affinities(adapter, unit);
  const logits: Matrix = { ...zeroShot, data: new Float64Array(zeroShot.data.length) };
  let best = { score: Number.NEGATIVE_INFINITY, alpha: alphas[0], beta: betas[0] };
  for (const [i, beta] of betas.entries()) {
    onProgress?.({ stage: "choosing α and β", done: i, total: betas.length });
    await breathe();
    const cached = cacheVotes(adapter, similar, beta);
    for (const alpha of alphas) {
      for (let j = 0; j < logits.data.length; j++) logits.data[j] = zeroShot.data[j] + alpha * cached.data[j];
      const value = score({ predictions: argmaxRows(logits), labels: validation.labels });
      if (value > best.score) best = { score: value, alpha, beta };
    }
  }
  onProgress?.({ stage: "choosing α and β", done: betas.length, total: betas.length });
  const { alpha, beta } = best;
  const zeroShotScore = score({ predictions: argmaxRows(zeroShot), labels: validation.labels });
  return { adapter: { ...adapter, alpha, beta }, score: best.score, zeroShotScore };
}

/** The reference code's grid: `count` evenly spaced values from 0.1; the last is one step before `end`. */
const gridTo = (end: number, count: number) =>
  Array.from({ length: count }, (_, i) => (i * (end - 0.1)) / count + 0.1);

/** Cosine of each row with each key: `[rows, keys]`. */
export function affinities({ keys }: TipAdapter, unit: Embeddings): Matrix {
  const out: Matrix = { data: new Float64Array(unit.rows * keys.rows), rows: unit.rows, cols: keys.rows };
  plainProducts.scores(unit, keys, out);
  return out;
}

/** The cache's votes for each row, before α: `[rows, classes]`. */
export function cacheVotes({ labels, zeroShot }: TipAdapter, similar: Matrix, beta: number): Matrix {
  const { data, rows, cols } = similar;
  const out = new Float64Array(rows * zeroShot.classes);
  for (let row = 0; row < rows; row++) {
    for (let key = 0; key < cols; key++) {
      out[row * zeroShot.classes + labels[key]] += Math.exp(beta * data[row * cols + key] - beta);
    }
  }
  return { data: out, rows, cols: zeroShot.classes };
}

/** `fitTipAdapter` as an experiment for `record`. */
export const tipAdapterExperiment = {
  id: "tip-adapter",
  run: (
    i: { train: LabeledSet<"train">; validation: LabeledSet<"validation">; classifier: Embeddings },
    o: TipAdapterOptions,
  ) => fitTipAdapter(i.train, i.validation, i.classifier, o),
};
