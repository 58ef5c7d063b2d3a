import { ClipscopeError, throwIfCancelled } from "@clipscope/types";
import { AdamW, type AdamWOptions, type Optimizer } from "./adamw.js";
import type { Parameters } from "./init.js";
import type { Batch, TrainingStep } from "./step.js";

/**
 * Everything that a run carries from step to step; a run resumed from its saved state continues as if it had
 * not stopped.
 */
export interface TrainingState {
  /** Completed steps. */
  step: number;
  parameters: Parameters;
  /** Running average of the parameters: the ones to evaluate and ship. */
  average: Parameters;
  optimizer: Optimizer;
}

export interface TrainingOptions {
  /** Number of the last step, counting steps done before a pause. */
  untilStep: number;
  /** Learning rate of a step, such as `warmupCosine`. */
  learningRateAt: (step: number) => number;
  /** Decay of the running average of the parameters; lower during the first steps. */
  averageDecay?: number;
  onStep?: (metrics: StepMetrics) => void | Promise<void>;
  signal?: AbortSignal;
}

export interface StepMetrics {
  step: number;
  loss: number;
  learningRate: number;
  gradientNorm: number;
  /** Exponential of the parameter, at most 100. */
  logitScale: number;
  samplesPerSecond: number;
}

const MAX_LOGIT_SCALE = Math.log(100); // CLIP §2.5

/** A run's initial state, with AdamW as its optimizer. */
export function newTraining(
  parameters: Parameters,
  shapes: ReadonlyMap<string, readonly number[]>,
  options?: AdamWOptions,
): TrainingState & { optimizer: AdamW } {
  const average = new Map([...parameters].map(([name, values]) => [name, values.slice()]));
  return { step: 0, parameters, average, optimizer: new AdamW(parameters, shapes, options) };
}

/**
 * Contrastive pre-training (CLIP §2.3, Figure 3) from `state.step` to `untilStep`, in place. `batchAt(step)`
 * must depend only on its argument, so that a resumed run sees the same batches. The next batch is requested
 * while a step is computed, so a `batchAt` served by another thread never delays it. Throws `cancelled`
 * between steps, leaving the state consistent.
 */
export async function train(
  state: TrainingState,
  engine: TrainingStep,
  batchAt: (step: number) => Batch | Promise<Batch>,
  options: TrainingOptions,
): Promise<void> {
  const { untilStep, learningRateAt, averageDecay = 0.999 } = options;
  if (state.step >= untilStep) return;
  let batch = await batchAt(state.step);
  while (state.step < untilStep) {
    throwIfCancelled(options.signal, `Training at step ${state.step}`);
    const started = performance.now();
    const running = engine.run(state.parameters, batch);
    const samples = batch.ends.length;
    const coming = state.step + 1 < untilStep ? batchAt(state.step + 1) : batch;
    const [{ loss, gradients }, after] = await Promise.all([running, coming]);
    batch = after;
    if (!Number.isFinite(loss)) {
      throw new ClipscopeError(
        "bad-argument",
        `The loss at step ${state.step} is ${loss}: the run diverged. Lower the learning rate.`,
      );
    }
    const rate = learningRateAt(state.step);
    const gradientNorm = await state.optimizer.update(state.parameters, gradients, rate);
    const scale = state.parameters.get("logit_scale");
    if (scale) scale[0] = Math.min(scale[0], MAX_LOGIT_SCALE);
    state.step++;
    updateAverage(state, Math.min(averageDecay, (1 + state.step) / (10 + state.step)));
    await options.onStep?.({
      step: state.step,
      loss,
      learningRate: rate,
      gradientNorm,
      logitScale: Math.exp(scale?.[0] ?? 0),
      samplesPerSecond: (1000 * samples) / (performance.now() - started),
    });
  }
}

function updateAverage({ parameters, average }: TrainingState, decay: number): void {
  for (const [name, values] of parameters) {
    const mean = average.get(name) as Float32Array;
    for (let i = 0; i < values.length; i++) mean[i] += (1 - decay) * (values[i] - mean[i]);
  }
}
