import { availableParallelism } from "node:os";
import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-web";
import type { ClipConfig } from "../config.js";
import type { Parameters } from "./init.js";
import { methodShapes, type TrainingMethod, tokenShares } from "./method.js";
import { openSessions, type Tensors } from "./session.js";
import type { Batch, MeasuredStep, StepResult, TextBatch } from "./step.js";
import { embeddingGraph, gradientName, trainingGraph } from "./step-graphs.js";

export interface CompiledStepOptions {
  batchSize: number;
  /** Tokens per text, including start and end. */
  textLength: number;
  /** Limits the threads within an operator. Default: all cores. */
  threads?: number;
  /** Default "contrastive". */
  method?: TrainingMethod;
}

type Session = "training" | "images" | "texts";

/** The training step as one ONNX graph, run by ONNX Runtime's native kernels (Node only). */
export class CompiledStep implements MeasuredStep {
  private constructor(
    private readonly ort: typeof import("onnxruntime-web"),
    private readonly sessions: Readonly<Partial<Record<Session, InferenceSession>>>,
    private readonly config: ClipConfig,
    private readonly method: TrainingMethod,
    readonly batchSize: number,
    readonly textLength: number,
  ) {}

  /** Compiles the step, for batches of one size. */
  static async create(
    config: ClipConfig,
    { batchSize, textLength, threads = availableParallelism(), method = "contrastive" }: CompiledStepOptions,
  ): Promise<CompiledStep> {
    const size = { batchSize, textLength, method };
    const names: Session[] =
      method === "predict-bag-of-words" ? ["training", "images"] : ["training", "images", "texts"];
    const graphs = names.map((name) =>
      name === "training" ? trainingGraph(config, size) : embeddingGraph(config, size, name),
    );
    const { ort, sessions } = await openSessions(graphs, threads);
    const byName = Object.fromEntries(names.map((name, i) => [name, sessions[i]]));
    return new CompiledStep(ort, byName, config, method, batchSize, textLength);
  }

  async run(parameters: Parameters, batch: Batch): Promise<StepResult> {
    const results = await this.#run("training", parameters, {
      ...this.#pixels(batch.pixels),
      ...this.#texts(batch),
    });
    const names = [...methodShapes(this.config, this.method).keys()];
    const slope = (name: string) => results[gradientName(name)].data as Float32Array;
    return {
      loss: (results.loss.data as Float32Array)[0],
      gradients: new Map(names.map((name) => [name, slope(name)])),
    };
  }

  embedImages(parameters: Parameters, pixels: Float32Array): Promise<Float32Array> {
    const each = 3 * this.config.vision.imageSize ** 2;
    return this.#inBatches(pixels.length / each, async (from, to) => {
      const batch = new Float32Array(this.batchSize * each);
      batch.set(pixels.subarray(from * each, to * each));
      return (await this.#run("images", parameters, this.#pixels(batch))).images;
    });
  }

  async embedTexts(parameters: Parameters, texts: TextBatch): Promise<Float32Array> {
    if (this.method === "predict-bag-of-words") return tokenShares(texts, this.config.text.vocabSize);
    const { batchSize, textLength } = this;
    return this.#inBatches(texts.ends.length, async (from, to) => {
      // The first text stands in the rows that are left over.
      const row = (i: number) => (from + i < to ? from + i : from);
      const ids = new Int32Array(batchSize * textLength);
      const ends = Int32Array.from({ length: batchSize }, (_, i) => texts.ends[row(i)]);
      for (let i = 0; i < batchSize; i++) {
        ids.set(texts.ids.subarray(row(i) * textLength, (row(i) + 1) * textLength), i * textLength);
      }
      return (await this.#run("texts", parameters, this.#texts({ ids, ends }))).texts;
    });
  }

  /** Embeds any number of rows in batches of the compiled size. */
  async #inBatches(
    rows: number,
    embed: (from: number, to: number) => Promise<OrtTensor>,
  ): Promise<Float32Array> {
    const parts: Float32Array[] = [];
    for (let from = 0; from < rows; from += this.batchSize) {
      const to = Math.min(rows, from + this.batchSize);
      const { data } = await embed(from, to);
      const width = data.length / this.batchSize;
      parts.push((data as Float32Array).slice(0, (to - from) * width));
    }
    const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  async dispose(): Promise<void> {
    for (const session of Object.values(this.sessions)) await session.release();
  }

  async #run(name: Session, parameters: Parameters, batch: Tensors): Promise<Tensors> {
    const session = this.sessions[name] as InferenceSession;
    const feeds: Tensors = { ...batch };
    for (const [key, shape] of methodShapes(this.config, this.method)) {
      if (!session.inputNames.includes(key)) continue;
      feeds[key] = new this.ort.Tensor("float32", parameters.get(key) as Float32Array, shape);
    }
    return (await session.run(feeds)) as Tensors;
  }

  #pixels(pixels: Float32Array): Record<string, OrtTensor> {
    const { imageSize } = this.config.vision;
    return { pixels: new this.ort.Tensor("float32", pixels, [this.batchSize, 3, imageSize, imageSize]) };
  }

  #texts({ ids, ends }: TextBatch): Record<string, OrtTensor> {
    const { batchSize, textLength, ort } = this;
    if (this.method !== "contrastive") {
      const { vocabSize } = this.config.text;
      const shares = tokenShares({ ids, ends }, vocabSize);
      return { shares: new ort.Tensor("float32", shares, [batchSize, vocabSize]) };
    }
    const flat = BigInt64Array.from(ends, (end, row) => BigInt(row * textLength + end));
    return {
      ids: new ort.Tensor("int64", BigInt64Array.from(ids, BigInt), [batchSize, textLength]),
      ends: new ort.Tensor("int64", flat, [batchSize]),
    };
  }
}
