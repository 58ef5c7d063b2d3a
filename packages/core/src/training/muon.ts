import { availableParallelism } from "node:os";
import type { InferenceSession } from "onnxruntime-web";
import { Graph, type Value } from "../onnx/graph.js";
import { type AdamW, globalNorm, type Optimizer } from "./adamw.js";
import type { Parameters } from "./init.js";
import { openSessions } from "./session.js";

const MOMENTUM = 0.95;
const ITERATIONS = 5;
/** Coefficients of the quintic Newton–Schulz iteration, which brings every singular value near 1. */
const [A, B, C] = [3.4445, -4.775, 2.0315];
/** Scales updates to AdamW's usual size, so that one learning rate serves both (Liu et al. 2025, §2.2). */
const RMS = 0.2;

/** Whether a parameter is a matrix inside a transformer layer. */
const isHidden = (name: string, shape: readonly number[]) => shape.length === 2 && name.includes(".layers.");

/** A stack of matrices of one shape, or of its transpose. */
interface Stack {
  names: string[];
  /** rows ≤ cols */
  rows: number;
  cols: number;
  session: InferenceSession;
}

/**
 * Muon (Jordan et al. 2024) for the matrices inside the layers: the step is the momentum, orthogonalized.
 * Everything else is updated by AdamW. Matches `torch.optim.Muon` with Nesterov momentum and
 * `adjust_lr_fn="match_rms_adamw"`, in float32. Node only.
 */
export class Muon implements Optimizer {
  private constructor(
    private readonly ort: typeof import("onnxruntime-web"),
    private readonly adam: AdamW,
    private readonly stacks: Stack[],
  ) {}

  /**
   * Takes over from `adam`: its running means of gradients become the momentum, and its decay and clipping
   * still apply.
   */
  static async create(adam: AdamW, { threads = availableParallelism() } = {}): Promise<Muon> {
    const byShape = new Map<string, string[]>();
    for (const [name, shape] of adam.shapes) {
      if (!isHidden(name, shape)) continue;
      const key = String([...shape].sort((a, b) => a - b));
      byShape.set(key, [...(byShape.get(key) ?? []), name]);
    }
    const stacks = [...byShape].map(([key, names]) => {
      const [rows, cols] = key.split(",").map(Number);
      return { names, rows, cols };
    });
    const graphs = stacks.map(({ names, rows, cols }) => orthogonalisation(names.length, rows, cols));
    const { ort, sessions } = await openSessions(graphs, threads);
    return new Muon(
      ort,
      adam,
      stacks.map((stack, i) => ({ ...stack, session: sessions[i] })),
    );
  }

  get first(): Parameters {
    return this.adam.first;
  }

  get second(): Parameters {
    return this.adam.second;
  }

  get steps(): number {
    return this.adam.steps;
  }

  async update(
    parameters: Parameters,
    gradients: ReadonlyMap<string, Float32Array>,
    learningRate: number,
  ): Promise<number> {
    const norm = globalNorm(parameters, gradients);
    const clip = this.adam.clip(norm);
    const others = new Map(parameters);
    for (const stack of this.stacks) {
      const steps = await this.orthogonal(stack, this.momentum(stack, gradients, clip));
      this.move(stack, parameters, steps, learningRate);
      for (const name of stack.names) others.delete(name);
    }
    this.adam.step(others, gradients, learningRate, clip);
    return norm;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.stacks.map(({ session }) => session.release()));
  }

  /** The Nesterov momentum of each matrix of a stack, tall ones transposed: `[names, rows, cols]`. */
  private momentum({ names, rows, cols }: Stack, gradients: ReadonlyMap<string, Float32Array>, clip: number) {
    const stacked = new Float32Array(names.length * rows * cols);
    names.forEach((name, n) => {
      const gradient = gradients.get(name) as Float32Array;
      const mean = this.first.get(name) as Float32Array;
      const { down, right } = this.strides(name, rows, cols);
      for (let r = 0, to = n * rows * cols; r < rows; r++) {
        for (let c = 0, i = r * down; c < cols; c++, i += right, to++) {
          const g = clip * gradient[i];
          mean[i] += (1 - MOMENTUM) * (g - mean[i]);
          stacked[to] = g + MOMENTUM * (mean[i] - g);
        }
      }
    });
    return stacked;
  }

  private async orthogonal({ names, rows, cols, session }: Stack, stacked: Float32Array) {
    const matrices = new this.ort.Tensor("float32", stacked, [names.length, rows, cols]);
    return (await session.run({ matrices })).orthogonal.data as Float32Array;
  }

  private move(
    { names, rows, cols }: Stack,
    parameters: Parameters,
    steps: Float32Array,
    learningRate: number,
  ) {
    const keep = 1 - learningRate * (this.adam.options.weightDecay ?? 0.1);
    const rate = learningRate * RMS * Math.sqrt(cols);
    names.forEach((name, n) => {
      const values = parameters.get(name) as Float32Array;
      const { down, right } = this.strides(name, rows, cols);
      for (let r = 0, from = n * rows * cols; r < rows; r++) {
        for (let c = 0, i = r * down; c < cols; c++, i += right, from++) {
          values[i] = values[i] * keep - rate * steps[from];
        }
      }
    });
  }

  /** Strides of a matrix when read as `[rows, cols]` of its stack. */
  private strides(name: string, rows: number, cols: number): { down: number; right: number } {
    const [height] = this.adam.shapes.get(name) as number[];
    return height === rows ? { down: cols, right: 1 } : { down: 1, right: rows };
  }
}

/**
 * Graph that brings the singular values of each of "matrices" `[count, rows, cols]` near 1; output
 * "orthogonal".
 */
function orthogonalisation(count: number, rows: number, cols: number): Graph {
  const g = new Graph();
  const given = g.input("matrices", [count, rows, cols]);
  const length = g.sqrt(g.sum(g.mul(given, given), [1, 2]));
  let x: Value = g.div(given, g.add(length, g.scalar(1e-7)));
  for (let i = 0; i < ITERATIONS; i++) {
    const gram = g.matMul(x, g.transpose(x, [0, 2, 1])); // [count, rows, rows]
    const powers = g.add(g.mul(gram, g.scalar(B)), g.mul(g.matMul(gram, gram), g.scalar(C)));
    x = g.add(g.mul(x, g.scalar(A)), g.matMul(powers, x));
  }
  g.output(x, "orthogonal");
  return g;
}
