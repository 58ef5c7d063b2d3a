import { ClipscopeError } from "@clipscope/types";
import type { Parameters } from "./init.js";

export interface AdamWOptions {
  /** Decoupled weight decay of matrices and embeddings; not applied to gains, biases and the logit scale. */
  weightDecay?: number;
  beta1?: number;
  beta2?: number;
  epsilon?: number;
  /** Maximum global norm of the gradients; larger ones are scaled down. */
  clipNorm?: number;
}

/** Turns gradients into parameter updates, with a memory of earlier gradients. */
export interface Optimizer {
  /** Running mean of each parameter's gradients. */
  readonly first: Parameters;
  /** Running mean of each parameter's squared gradients. */
  readonly second: Parameters;
  steps: number;
  /**
   * Updates `parameters` in place at `learningRate` and returns the gradients' global norm before clipping.
   * Throws `bad-argument` if a gradient is missing or not finite; the parameters are then unchanged.
   */
  update(
    parameters: Parameters,
    gradients: ReadonlyMap<string, Float32Array>,
    learningRate: number,
  ): number | Promise<number>;
}

/** AdamW (Loshchilov & Hutter 2019) over flat float32 arrays, in place. */
export class AdamW implements Optimizer {
  readonly first: Parameters = new Map();
  readonly second: Parameters = new Map();
  steps = 0;

  constructor(
    parameters: Parameters,
    readonly shapes: ReadonlyMap<string, readonly number[]>,
    readonly options: AdamWOptions = {},
  ) {
    for (const [name, values] of parameters) {
      this.first.set(name, new Float32Array(values.length));
      this.second.set(name, new Float32Array(values.length));
    }
  }

  update(parameters: Parameters, gradients: ReadonlyMap<string, Float32Array>, learningRate: number): number {
    const norm = globalNorm(parameters, gradients);
    this.step(parameters, gradients, learningRate, this.clip(norm));
    return norm;
  }

  /** The factor that clips gradients of this global norm. */
  clip(norm: number): number {
    return Math.min(1, (this.options.clipNorm ?? 1) / (norm + 1e-6));
  }

  /** Updates some of the parameters from their gradients, scaled by `clip`. */
  step(
    parameters: Parameters,
    gradients: ReadonlyMap<string, Float32Array>,
    learningRate: number,
    clip: number,
  ): void {
    const { weightDecay = 0.1, beta1 = 0.9, beta2 = 0.98, epsilon = 1e-6 } = this.options;
    this.steps++;
    const correction1 = 1 - beta1 ** this.steps;
    const correction2 = Math.sqrt(1 - beta2 ** this.steps);
    const rate = learningRate / correction1;
    const [ofGradient, ofSquare] = [(1 - beta1) * clip, (1 - beta2) * clip * clip];
    for (const [name, values] of parameters) {
      const gradient = gradients.get(name) as Float32Array;
      const m = this.first.get(name) as Float32Array;
      const v = this.second.get(name) as Float32Array;
      const keep = (this.shapes.get(name)?.length ?? 0) >= 2 ? 1 - learningRate * weightDecay : 1;
      for (let i = 0; i < values.length; i++) {
        const g = gradient[i];
        const mean = beta1 * m[i] + ofGradient * g;
        const square = beta2 * v[i] + ofSquare * g * g;
        m[i] = mean;
        v[i] = square;
        values[i] = values[i] * keep - (rate * mean) / (Math.sqrt(square) / correction2 + epsilon);
      }
    }
  }
}

/** The global norm of all gradients. Throws `bad-argument` if one is missing or not finite. */
export function globalNorm(parameters: Parameters, gradients: ReadonlyMap<string, Float32Array>): number {
  let squares = 0;
  for (const name of parameters.keys()) {
    const gradient = gradients.get(name);
    if (!gradient) throw new ClipscopeError("bad-argument", `There is no gradient for ${name}.`);
    for (let i = 0; i < gradient.length; i++) squares += gradient[i] * gradient[i];
  }
  const norm = Math.sqrt(squares);
  if (!Number.isFinite(norm)) {
    throw new ClipscopeError(
      "bad-argument",
      `The gradients' norm is ${norm}: the run diverged. Lower the learning rate.`,
    );
  }
  return norm;
}
