import { ClipscopeError } from "../errors.js";
import type { Parameters } from "./init.js";

export interface AdamWOptions {
  /** Decoupled decay of matrices and embeddings; gains, biases and the logit scale are spared. */
  weightDecay?: number;
  beta1?: number;
  beta2?: number;
  epsilon?: number;
  /** Gradients are scaled down to this global norm if they exceed it. */
  clipNorm?: number;
}

/** AdamW (Loshchilov & Hutter 2019) over flat float32 arrays, in place. */
export class AdamW {
  readonly first: Parameters = new Map();
  readonly second: Parameters = new Map();
  steps = 0;

  constructor(
    parameters: Parameters,
    private readonly shapes: ReadonlyMap<string, readonly number[]>,
    private readonly options: AdamWOptions = {},
  ) {
    for (const [name, values] of parameters) {
      this.first.set(name, new Float32Array(values.length));
      this.second.set(name, new Float32Array(values.length));
    }
  }

  /**
   * One update at `learningRate`; returns the gradients' global norm before clipping.
   * Throws `bad-argument` if a gradient is missing or not finite: the parameters are then untouched.
   */
  update(parameters: Parameters, gradients: ReadonlyMap<string, Float32Array>, learningRate: number): number {
    const { weightDecay = 0.1, beta1 = 0.9, beta2 = 0.98, epsilon = 1e-6, clipNorm = 1 } = this.options;
    let squares = 0;
    for (const name of parameters.keys()) {
      const gradient = gradients.get(name);
      if (!gradient) throw new ClipscopeError("bad-argument", `No gradient for ${name}.`);
      for (let i = 0; i < gradient.length; i++) squares += gradient[i] * gradient[i];
    }
    const norm = Math.sqrt(squares);
    if (!Number.isFinite(norm)) {
      throw new ClipscopeError(
        "bad-argument",
        `The gradients' norm is ${norm}: the run diverged. Lower the learning rate.`,
      );
    }
    const clip = Math.min(1, clipNorm / (norm + 1e-6));
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
    return norm;
  }
}
