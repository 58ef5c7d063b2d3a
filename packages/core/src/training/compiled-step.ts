import { availableParallelism } from "node:os";
import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-web";
import type { ClipConfig } from "../config.js";
import { parameterShapes } from "../config.js";
import { gradients } from "../onnx/gradients.js";
import { Graph } from "../onnx/graph.js";
import { contrastiveLoss, imageTower, normalize, parameterInputs, textTower } from "../onnx/towers.js";
import type { Parameters } from "./init.js";
import { openSessions } from "./session.js";
import type { Batch, StepResult, TrainingStep } from "./step.js";

/**
 * The graph of one training step. Inputs: parameters and a batch; outputs: the loss and every parameter's
 * gradient.
 */
export function trainingGraph(config: ClipConfig, batchSize: number, textLength: number): Graph {
  const g = new Graph();
  const { imageSize } = config.vision;
  const parameters = parameterInputs(g, config);
  const pixels = g.input("pixels", [batchSize, 3, imageSize, imageSize]);
  const ids = g.input("ids", [batchSize, textLength], "int64");
  const ends = g.input("ends", [batchSize], "int64");
  const images = normalize(g, imageTower(g, parameters, config, pixels));
  const texts = normalize(g, textTower(g, parameters, config, ids, ends));
  const logitScale = parameters.get("logit_scale");
  if (!logitScale) throw new Error("parameterShapes names no logit_scale.");
  const loss = contrastiveLoss(g, images, texts, logitScale);
  const names = [...parameters.keys()];
  const slopes = gradients(g, loss, [...parameters.values()]);
  g.output(loss, "loss");
  names.forEach((name, i) => {
    g.output(slopes[i], gradientName(name));
  });
  return g;
}

const gradientName = (name: string) => `gradient:${name}`;

/** The training step as one ONNX graph, run by ONNX Runtime's native kernels (Node only). */
export class CompiledStep implements TrainingStep {
  private constructor(
    private readonly ort: typeof import("onnxruntime-web"),
    private readonly session: InferenceSession,
    private readonly shapes: ReadonlyMap<string, readonly number[]>,
    readonly batchSize: number,
    readonly textLength: number,
    private readonly imageSize: number,
  ) {}

  /** Compiles the step. `threads` limits the threads within an operator; default: all cores. */
  static async create(
    config: ClipConfig,
    {
      batchSize,
      textLength,
      threads = availableParallelism(),
    }: { batchSize: number; textLength: number; threads?: number },
  ): Promise<CompiledStep> {
    const { ort, sessions } = await openSessions([trainingGraph(config, batchSize, textLength)], threads);
    return new CompiledStep(
      ort,
      sessions[0],
      parameterShapes(config),
      batchSize,
      textLength,
      config.vision.imageSize,
    );
  }

  async run(parameters: Parameters, { pixels, ids, ends }: Batch): Promise<StepResult> {
    const { Tensor } = this.ort;
    const { batchSize, textLength, imageSize, shapes } = this;
    const feeds: Record<string, OrtTensor> = {
      pixels: new Tensor("float32", pixels, [batchSize, 3, imageSize, imageSize]),
      ids: new Tensor("int64", BigInt64Array.from(ids, BigInt), [batchSize, textLength]),
      ends: new Tensor(
        "int64",
        BigInt64Array.from(ends, (end, row) => BigInt(row * textLength + end)),
        [batchSize],
      ),
    };
    for (const [name, shape] of shapes) {
      feeds[name] = new Tensor("float32", parameters.get(name) as Float32Array, shape as number[]);
    }
    const results = await this.session.run(feeds);
    const slopes = new Map<string, Float32Array>();
    for (const name of shapes.keys()) slopes.set(name, results[gradientName(name)].data as Float32Array);
    return { loss: (results.loss.data as Float32Array)[0], gradients: slopes };
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }
}
