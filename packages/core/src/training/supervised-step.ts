import { availableParallelism } from "node:os";
import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-web";
import { type ClipConfig, parameterShapes, visionTransformerOf } from "../config.js";
import { gradients } from "../onnx/gradients.js";
import { Graph } from "../onnx/graph.js";
import { imageTower } from "../onnx/towers.js";
import type { Parameters } from "./init.js";
import { openSessions } from "./session.js";
import type { StepResult } from "./step.js";

/** Images with labels. */
export interface LabeledBatch {
  /** `[batch, 3, size, size]`, normalized. */
  pixels: Float32Array;
  /** `[batch]`, class indices. */
  labels: Int32Array;
}

/**
 * The parameters of a CLIP's image tower as a classifier: its projection, `[classes, width]`, is the linear head, so
 * `config.projectionDim` is the number of classes.
 */
export function classifierShapes(config: ClipConfig): Map<string, number[]> {
  return new Map([...parameterShapes(config)].filter(([name]) => /^visi|^visual/.test(name)));
}

/**
 * Graph of the supervised step. Inputs: pixels and one-hot `targets`. Outputs: the mean cross-entropy, every
 * parameter's gradient, and `logits`.
 */
export function supervisedGraph(config: ClipConfig, batchSize: number): Graph {
  const g = new Graph();
  const { imageSize } = visionTransformerOf(config, "Supervised training");
  const classes = config.projectionDim;
  const parameters = new Map(
    [...classifierShapes(config)].map(([name, shape]) => [name, g.input(name, shape)] as const),
  );
  const pixels = g.input("pixels", [batchSize, 3, imageSize, imageSize]);
  const targets = g.input("targets", [batchSize, classes]);
  const logits = imageTower(g, parameters, config, pixels); // [batch, classes]
  const right = g.mul(g.logSoftmax(logits), targets);
  const loss = g.mul(g.sum(right, [0, 1]), g.scalar(-1 / batchSize)); // [1, 1]
  const slopes = gradients(g, loss, [...parameters.values()]);
  g.output(loss, "loss");
  g.output(logits, "logits");
  [...parameters.keys()].forEach((name, i) => {
    g.output(slopes[i], `gradient:${name}`);
  });
  return g;
}

/** Supervised training of an image tower with a linear head, by ONNX Runtime's native kernels (Node only). */
export class SupervisedStep {
  private constructor(
    private readonly ort: typeof import("onnxruntime-web"),
    private readonly session: InferenceSession,
    private readonly shapes: ReadonlyMap<string, number[]>,
    readonly batchSize: number,
    readonly classes: number,
    private readonly imageSize: number,
  ) {}

  /** Compiles the step. `threads` limits the threads within an operator; default: all cores. */
  static async create(
    config: ClipConfig,
    { batchSize, threads = availableParallelism() }: { batchSize: number; threads?: number },
  ): Promise<SupervisedStep> {
    const { ort, sessions } = await openSessions([supervisedGraph(config, batchSize)], threads);
    const { imageSize } = config.vision;
    return new SupervisedStep(
      ort,
      sessions[0],
      classifierShapes(config),
      batchSize,
      config.projectionDim,
      imageSize,
    );
  }

  async run(parameters: Parameters, batch: LabeledBatch): Promise<StepResult> {
    const results = await this.session.run(this.#feeds(parameters, batch));
    const slopes = new Map<string, Float32Array>();
    for (const name of this.shapes.keys()) {
      slopes.set(name, results[`gradient:${name}`].data as Float32Array);
    }
    return { loss: (results.loss.data as Float32Array)[0], gradients: slopes };
  }

  /** The logits of a batch, `[batch, classes]`; parameters are not updated. */
  async logits(parameters: Parameters, pixels: Float32Array): Promise<Float32Array> {
    const labels = new Int32Array(this.batchSize);
    const results = await this.session.run(this.#feeds(parameters, { pixels, labels }), ["logits"]);
    return results.logits.data as Float32Array;
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }

  #feeds(parameters: Parameters, { pixels, labels }: LabeledBatch): Record<string, OrtTensor> {
    const { Tensor } = this.ort;
    const { batchSize, classes, imageSize } = this;
    const targets = new Float32Array(batchSize * classes);
    labels.forEach((label, row) => {
      targets[row * classes + label] = 1;
    });
    const feeds: Record<string, OrtTensor> = {
      pixels: new Tensor("float32", pixels, [batchSize, 3, imageSize, imageSize]),
      targets: new Tensor("float32", targets, [batchSize, classes]),
    };
    for (const [name, shape] of this.shapes) {
      feeds[name] = new Tensor("float32", parameters.get(name) as Float32Array, shape);
    }
    return feeds;
  }
}
