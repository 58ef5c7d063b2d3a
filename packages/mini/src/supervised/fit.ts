import { throwIfCancelled } from "@clipscope/core";
import { AdamW, initClipParameters, type Parameters, warmupCosine } from "@clipscope/core/training";
import { classifierShapes, SupervisedStep } from "@clipscope/core/training/supervised";
import { type Drawings, fractionOf, labeledBatch, plainPixels } from "./drawings.js";
import { classifierConfig, type SupervisedSpec, supervised } from "./specs.js";

export interface Classifier {
  parameters: Parameters;
  /** The class with the largest logit, for each drawing. */
  predict(drawings: Drawings): Promise<Int32Array>;
  dispose(): Promise<void>;
}

export interface FitOptions {
  onStep?: (step: number, loss: number) => void;
  signal?: AbortSignal;
}

/**
 * Trains a classifier with labels (cross-entropy, AdamW, warm-up and cosine, mini's augmentation).
 * Deterministic for a seed.
 */
export async function fitClassifier(
  spec: SupervisedSpec,
  train: Drawings,
  classes: number,
  { onStep, signal }: FitOptions = {},
): Promise<Classifier> {
  const { seed, batchSize, peak, weightDecay } = supervised;
  const config = classifierConfig(spec, train.size, classes);
  const shapes = classifierShapes(config);
  const fresh = initClipParameters(config, seed);
  const parameters: Parameters = new Map(
    [...shapes.keys()].map((name) => [name, fresh.get(name) as Float32Array]),
  );
  const optimizer = new AdamW(parameters, shapes, { weightDecay });
  const engine = await SupervisedStep.create(config, { batchSize });
  const drawings = fractionOf(train, spec.fraction, seed);
  const rate = { total: spec.steps, warmup: Math.ceil(supervised.warmup * spec.steps), peak };
  for (let step = 0; step < spec.steps; step++) {
    throwIfCancelled(signal, `Training ${spec.name} at step ${step}`);
    const { loss, gradients } = await engine.run(parameters, labeledBatch(drawings, step, batchSize, seed));
    optimizer.update(parameters, gradients, warmupCosine(step, rate));
    onStep?.(step + 1, loss);
  }
  return {
    parameters,
    predict: (asked) => predict(engine, parameters, asked),
    dispose: () => engine.dispose(),
  };
}

async function predict(
  engine: SupervisedStep,
  parameters: Parameters,
  drawings: Drawings,
): Promise<Int32Array> {
  const { batchSize, classes } = engine;
  const predicted = new Int32Array(drawings.images.length);
  for (let from = 0; from < predicted.length; from += batchSize) {
    const logits = await engine.logits(parameters, plainPixels(drawings, from, batchSize));
    for (let row = from; row < Math.min(from + batchSize, predicted.length); row++) {
      const at = (row - from) * classes;
      for (let c = 1; c < classes; c++) if (logits[at + c] > logits[at + predicted[row]]) predicted[row] = c;
    }
  }
  return predicted;
}
