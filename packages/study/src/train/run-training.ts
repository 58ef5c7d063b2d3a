import { type ClipConfig, openaiPreprocess } from "@clipscope/core";
import {
  initClipParameters,
  type MeasuredStep,
  methodShapes,
  newTraining,
  type StepMetrics,
  type TrainingMethod,
  train,
  warmupCosine,
  withFixedScale,
} from "@clipscope/core/training";
import type { Dataset } from "@clipscope/datasets";
import { fillTemplates } from "@clipscope/toolkit";
import { type OnProgress, throwIfCancelled } from "@clipscope/types";
import { batchesOf } from "./batches.js";
import { Measure } from "./measure.js";
import { blueprint, filesOf } from "./model.js";
import { readPairs } from "./pairs.js";
import { settingsOf } from "./settings.js";
import type { TrainedModel, TrainingEngine, TrainingReport, TrainRequest } from "./training.js";

/** How a step is opened on this platform. */
export interface StepOptions {
  engine: "auto" | TrainingEngine;
  method: TrainingMethod;
  batchSize: number;
  textLength: number;
  threads?: number;
}

export interface OpenedStep {
  step: MeasuredStep;
  engine: TrainingEngine;
  backend: string;
}

export interface TrainHow {
  signal?: AbortSignal;
  onProgress?: OnProgress;
  /** Receives a report after every step. */
  onReport?: (report: TrainingReport) => void;
  /** Called after every step; training goes on when it resolves. */
  rest?: () => Promise<void>;
  openStep: (config: ClipConfig, options: StepOptions) => Promise<OpenedStep>;
}

/**
 * Trains a small CLIP from scratch on the given rows of a dataset, or all. The same request gives the same losses
 * on the same engine. Throws the errors of `settingsOf`, `readPairs` and `batchesOf`, `bad-argument` if the run
 * diverges, and `cancelled` after the current step.
 */
export async function runTraining(
  dataset: Dataset,
  rows: Int32Array | undefined,
  request: TrainRequest,
  { signal, onProgress, onReport, rest, openStep }: TrainHow,
): Promise<TrainedModel> {
  const started = performance.now();
  const settings = settingsOf(request, dataset.templates);
  const { method, steps, batchSize, seed, learningRate, weightDecay, measureEvery } = settings;
  const preprocess = openaiPreprocess(settings.model.imageSize);
  const pairs = await readPairs(dataset, rows, settings, preprocess, {
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  const prompts = pairs.labels ? fillTemplates(pairs.labels.names, settings.templates).flat() : [];
  const plan = blueprint(pairs, prompts, settings);
  const batchAt = batchesOf(pairs, plan, settings);
  const measure = new Measure(dataset, pairs, plan, settings);
  throwIfCancelled(signal, "Training");
  const { threads, engine: asked } = settings;
  const { textLength } = plan;
  const opened = await openStep(plan.config, {
    ...{ engine: asked, method, batchSize, textLength },
    ...(threads !== undefined && { threads }),
  });
  const step = settings.temperature.fixed ? withFixedScale(opened.step) : opened.step;
  try {
    const shapes = methodShapes(plan.config, method);
    const state = newTraining(initClipParameters(plan.config, seed, method), shapes, { weightDecay });
    let measured = await measure.run(step, state.parameters);
    const onStep = async (metrics: StepMetrics) => {
      const report: TrainingReport = { ...metrics, images: metrics.step * batchSize };
      if (metrics.step === 1 || metrics.step % measureEvery === 0 || metrics.step === steps) {
        measured = await measure.run(step, state.parameters);
        report.measured = measured;
      }
      onReport?.(report);
      onProgress?.({ stage: "training", done: metrics.step, total: steps });
      await rest?.();
    };
    const warmup = Math.max(1, Math.round(steps / 20));
    await train(state, step, batchAt, {
      untilStep: steps,
      learningRateAt: (at) => warmupCosine(at, { total: steps, warmup, peak: learningRate }),
      onStep,
      ...(signal && { signal }),
    });
    let parameters = 0;
    for (const values of state.parameters.values()) parameters += values.length;
    return {
      settings,
      pairs: { train: pairs.train.length, heldOut: pairs.heldOut.length },
      parameters,
      engine: opened.engine,
      backend: opened.backend,
      seconds: (performance.now() - started) / 1000,
      measured,
      notes: pairs.notes,
      ...(method === "contrastive" && { files: filesOf(plan, state.parameters, request.run) }),
    };
  } finally {
    await step.dispose();
  }
}
