import type { InferenceSession } from "onnxruntime-web";
import { type ClipConfig, parameterShapes } from "../config.js";
import type { Parameters } from "./init.js";
import { openSessions, type Tensors } from "./session.js";
import { type ShardGraphs, shardGraphs } from "./shard-graphs.js";
import type { Batch } from "./step.js";

/** How a shard processes its rows. */
export interface ShardOptions {
  /** Rows computed at once; must divide the shard's rows. */
  chunkRows: number;
  textLength: number;
  /**
   * Storage of activations between the embeddings and their gradients: "keep" stores them, "recompute" drops
   * them and computes them again chunk by chunk, in the memory of one chunk (GradCache, Gao et al. 2021,
   * Scaling Deep Contrastive Learning Batch Size under Memory Limited Setup).
   */
  activations: "keep" | "recompute";
}

/**
 * One thread's part of a training step: embeds some rows of the batch and back-propagates the embeddings'
 * gradients.
 */
export class Shard {
  /** The inputs of each chunk, and the activations kept for its backward pass. */
  private chunks: { feeds: Tensors; kept?: Tensors }[] = [];
  private parameters: Tensors = {};

  private constructor(
    private readonly ort: typeof import("onnxruntime-web"),
    private readonly graphs: ShardGraphs,
    private readonly embedding: InferenceSession,
    private readonly backward: InferenceSession,
    private readonly config: ClipConfig,
    private readonly options: ShardOptions,
  ) {}

  static async create(config: ClipConfig, options: ShardOptions): Promise<Shard> {
    const graphs = shardGraphs(config, options.chunkRows, options.textLength);
    const { ort, sessions } = await openSessions([graphs.embed, graphs.backward], 1);
    const [embedding, backward] = sessions;
    return new Shard(ort, graphs, embedding, backward, config, options);
  }

  /** Embeds the rows, writing to `images` and `texts`, `[rows, projectionDim]`. */
  async embed(
    parameters: Parameters,
    batch: Batch,
    images: Float32Array,
    texts: Float32Array,
  ): Promise<void> {
    const { graphs } = this;
    this.setParameters(parameters);
    this.chunks = this.cut(batch);
    const both = [graphs.images.name, graphs.texts.name];
    let at = 0;
    for (const chunk of this.chunks) {
      const keep = this.options.activations === "keep";
      const results = await this.run(this.embedding, chunk.feeds, keep ? undefined : both);
      if (keep) chunk.kept = results;
      const [image, text] = both.map((name) => results[name].data as Float32Array);
      images.set(image, at);
      texts.set(text, at);
      at += image.length;
    }
  }

  /** Back-propagates the embeddings' gradients and adds the parameters' gradients to `gradients`. */
  async back(imageSlopes: Float32Array, textSlopes: Float32Array, gradients: Parameters): Promise<void> {
    const { projectionDim } = this.config;
    const { chunkRows } = this.options;
    for (const values of gradients.values()) values.fill(0);
    for (const [i, chunk] of this.chunks.entries()) {
      const slopes = (all: Float32Array) => {
        const length = chunkRows * projectionDim;
        const part = all.slice(i * length, (i + 1) * length);
        return new this.ort.Tensor("float32", part, [chunkRows, projectionDim]);
      };
      const kept = chunk.kept ?? (await this.run(this.embedding, chunk.feeds));
      const own = { imageSlopes: slopes(imageSlopes), textSlopes: slopes(textSlopes) };
      const results = await this.run(this.backward, { ...chunk.feeds, ...kept, ...own });
      chunk.kept = undefined;
      for (const [name, value] of this.graphs.gradients) {
        const sum = gradients.get(name) as Float32Array;
        const part = results[value.name].data as Float32Array;
        for (let j = 0; j < sum.length; j++) sum[j] += part[j];
      }
    }
  }

  async dispose(): Promise<void> {
    await this.embedding.release();
    await this.backward.release();
  }

  /** Copies the parameters, since ONNX Runtime can't use shared memory. */
  private setParameters(parameters: Parameters): void {
    for (const [name, shape] of parameterShapes(this.config)) {
      const values = parameters.get(name) as Float32Array;
      this.parameters[name] ??= new this.ort.Tensor("float32", new Float32Array(values.length), shape);
      (this.parameters[name].data as Float32Array).set(values);
    }
  }

  private cut({ pixels, ids, ends }: Batch): { feeds: Tensors }[] {
    const { Tensor } = this.ort;
    const { chunkRows, textLength } = this.options;
    const { imageSize } = this.config.vision;
    const imageLength = 3 * imageSize * imageSize;
    return Array.from({ length: ends.length / chunkRows }, (_, i) => {
      const [from, to] = [i * chunkRows, (i + 1) * chunkRows];
      const image = pixels.slice(from * imageLength, to * imageLength);
      const words = BigInt64Array.from(ids.subarray(from * textLength, to * textLength), BigInt);
      const last = BigInt64Array.from(ends.subarray(from, to), (end, row) => BigInt(row * textLength + end));
      return {
        feeds: {
          pixels: new Tensor("float32", image, [chunkRows, 3, imageSize, imageSize]),
          ids: new Tensor("int64", words, [chunkRows, textLength]),
          ends: new Tensor("int64", last, [chunkRows]),
        },
      };
    });
  }

  private run(session: InferenceSession, tensors: Tensors, wanted?: string[]): Promise<Tensors> {
    const all = { ...this.parameters, ...tensors };
    const feeds = Object.fromEntries(session.inputNames.map((name) => [name, all[name]]));
    return session.run(feeds, wanted ?? [...session.outputNames]);
  }
}
