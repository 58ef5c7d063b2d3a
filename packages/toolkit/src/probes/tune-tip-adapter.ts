import type { Embeddings } from "@clipscope/types";
import { checkOptions, normalizeRows, takeRows } from "@clipscope/types";
import { accuracy } from "../metrics/accuracy.js";
import { EPOCH_OPTIONS, type EpochOptions, trainEpochs } from "../optimize/train-epochs.js";
import { plainProducts } from "../products.js";
import type { LabeledSet } from "../splits.js";
import { linearLogits } from "./linear.js";
import { toResiduals } from "./logistic-loss.js";
import {
  affinities,
  cacheVotes,
  chooseAlphaBeta,
  predictTipAdapter,
  type TipAdapter,
  type TipAdapterChoice,
  type TipAdapterOptions,
  untunedAdapter,
} from "./tip-adapter.js";

export interface TunedTipAdapterOptions extends TipAdapterOptions, EpochOptions {
  /** α during training of the keys. Default 1.17, as the reference code's for ImageNet. */
  trainingAlpha?: number;
  /** β during training of the keys. Default 1. */
  trainingBeta?: number;
}

export interface TunedTipAdapter extends TipAdapterChoice {
  /** Validation score after each epoch, with the training α and β. */
  epochScores: number[];
  /** The epoch, from 0, whose keys were kept: the first with the best score. */
  epoch: number;
}

/**
 * Tip-Adapter-F: trains the keys of the cache by AdamW (learning rate 1e-3 with half-cosine decay, ε 1e-4, 20
 * epochs, batches of 256) on the cross-entropy of the adapted logits; everything else is fixed. The epoch is
 * chosen on validation, then α and β, whereas the reference code keeps the epoch that is best on the test
 * set. Throws `bad-argument`, `wrong-shape`, `cancelled`.
 */
export async function tuneTipAdapter(
  train: LabeledSet<"train">,
  validation: LabeledSet<"validation">,
  classifier: Embeddings,
  options: TunedTipAdapterOptions = {},
): Promise<TunedTipAdapter> {
  checkOptions(
    options,
    [...EPOCH_OPTIONS, "logitScale", "alphas", "betas", "score", "trainingAlpha", "trainingBeta"],
    "tuneTipAdapter",
  );
  const { trainingAlpha = 1.17, trainingBeta = 1, score = accuracy, epsilon = 1e-4 } = options;
  const start = untunedAdapter(train, validation, classifier, options);
  const adapter: TipAdapter = { ...start, alpha: trainingAlpha, beta: trainingBeta };
  const unit = normalizeRows(train.embeddings);
  const epochScores: number[] = [];
  let kept = adapter.keys.data;
  await trainEpochs(
    {
      rows: unit.rows,
      parameters: adapter.keys.data,
      gradient: (batch, gradient) => keyGradient(adapter, unit, train.labels, batch, gradient),
      onEpoch: () => {
        const value = score({
          predictions: predictTipAdapter(adapter, validation.embeddings),
          labels: validation.labels,
        });
        if (epochScores.every((earlier) => value > earlier)) kept = adapter.keys.data.slice();
        epochScores.push(value);
      },
    },
    { ...options, epsilon },
  );
  const tuned = { ...adapter, keys: { ...adapter.keys, data: kept } };
  const choice = await chooseAlphaBeta(tuned, validation, { ...options, score });
  return { ...choice, epochScores, epoch: epochScores.indexOf(Math.max(...epochScores)) };
}

/** The gradient of the mean cross-entropy over a batch with respect to the keys, `[keys, cols]`. */
function keyGradient(
  adapter: TipAdapter,
  unit: Embeddings,
  rowLabels: Int32Array,
  batch: Int32Array,
  gradient: Float64Array,
): void {
  const { zeroShot, keys, labels, alpha, beta } = adapter;
  const rows = takeRows(unit, batch);
  const logits = linearLogits(zeroShot, rows);
  const similar = affinities(adapter, rows);
  const cached = cacheVotes(adapter, similar, beta);
  for (let i = 0; i < logits.data.length; i++) logits.data[i] += alpha * cached.data[i];
  toResiduals(
    logits,
    batch.map((row) => rowLabels[row]),
  );
  // d loss / d similarity: the residual of the key's class times d/ds of α exp(β s - β).
  for (let row = 0; row < similar.rows; row++) {
    for (let key = 0; key < similar.cols; key++) {
      const i = row * similar.cols + key;
      const residual = logits.data[row * logits.cols + labels[key]];
      similar.data[i] = residual * alpha * beta * Math.exp(beta * similar.data[i] - beta);
    }
  }
  plainProducts.pullBack(similar, rows, { ...keys, data: gradient });
}

/** `tuneTipAdapter` as an experiment for `record`. */
export const tipAdapterFExperiment = {
  id: "tip-adapter-f",
  run: (
    i: { train: LabeledSet<"train">; validation: LabeledSet<"validation">; classifier: Embeddings },
    o: TunedTipAdapterOptions,
  ) => tuneTipAdapter(i.train, i.validation, i.classifier, o),
  random: { seed: 42 },
};
