import { ClipscopeError, checkOptions, takeRows } from "@clipscope/types";
import { EPOCH_OPTIONS, type EpochOptions, trainEpochs } from "../optimize/train-epochs.js";
import { plainProducts } from "../products.js";
import { checkSplit, type LabeledSet } from "../splits.js";
import { type LinearClassifier, linearLogits } from "./linear.js";
import { sumRows, toResiduals } from "./logistic-loss.js";

/**
 * Fine-tunes a linear classifier, usually a zero-shot head: AdamW on the cross-entropy, with the settings of
 * WiSE-FT's linear classifiers (Wortsman et al. 2022): 10 epochs, learning rate 1e-3 with half-cosine decay,
 * batches of 512, weight decay 0.1. Unlike logistic regression, it stays near its starting point. `head` is
 * not changed. Throws `bad-argument`, `wrong-shape`, `cancelled`.
 */
export async function fineTuneHead(
  head: LinearClassifier,
  train: LabeledSet<"train">,
  options: EpochOptions = {},
): Promise<LinearClassifier> {
  checkOptions(options, EPOCH_OPTIONS, "fineTuneHead");
  checkSplit(train, "train");
  const { classes, cols } = head;
  if (classes !== train.classes) {
    throw new ClipscopeError(
      "bad-argument",
      `The head has ${classes} classes, the training split ${train.classes}.`,
    );
  }
  const size = classes * cols;
  const parameters = new Float64Array(size + classes);
  parameters.set(head.weights);
  parameters.set(head.bias, size);
  const tuned = { classes, cols, weights: parameters.subarray(0, size), bias: parameters.subarray(size) };
  const gradient = (batch: Int32Array, out: Float64Array) => {
    const rows = takeRows(train.embeddings, batch);
    const logits = linearLogits(tuned, rows);
    toResiduals(
      logits,
      batch.map((row) => train.labels[row]),
    );
    plainProducts.pullBack(logits, rows, { data: out.subarray(0, size), rows: classes, cols });
    sumRows(logits, out.subarray(size));
  };
  const settings = { epochs: 10, batchSize: 512, weightDecay: 0.1, ...options };
  await trainEpochs({ rows: train.embeddings.rows, parameters, gradient }, settings);
  return { classes, cols, weights: tuned.weights.slice(), bias: tuned.bias.slice() };
}

/** `fineTuneHead` as an experiment for `record`. */
export const fineTunedHeadExperiment = {
  id: "fine-tuned-head",
  run: (i: { train: LabeledSet<"train">; head: LinearClassifier }, o: EpochOptions) =>
    fineTuneHead(i.head, i.train, o),
  random: { seed: 42 },
};
