import * as tf from "@tensorflow/tfjs";
import { type BackendName, withBackend } from "./backend.js";
import type { Checkpoint } from "./checkpoint/index.js";
import type { ClipConfig } from "./config.js";
import type { Embeddings, OnProgress } from "./embeddings.js";
import { ClipscopeError, throwIfCancelled } from "./errors.js";
import type { ImageInput, PreprocessConfig } from "./images/index.js";
import type { Parameters } from "./layers.js";
import { type ImageFailure, readPixels } from "./pixels.js";
import { textPooled, textProjected, trim } from "./text.js";
import type { ClipTokenizer } from "./tokenizer/index.js";
import { visionPooled, visionProjected } from "./vision.js";

export interface EmbedOptions {
  /** "projected" (default): the shared space, `projectionDim` wide. "preProjection": the tower's own output, `hiddenSize` wide, which the paper's linear probes use. */
  features?: "projected" | "preProjection";
  /** Scale each row to length 1. Default true. */
  normalize?: boolean;
  /** Inputs in one pass through the model. Default 32. */
  batchSize?: number;
  onProgress?: OnProgress;
  /** Looked at between batches. */
  signal?: AbortSignal;
}

export interface EmbedTextsOptions extends EmbedOptions {
  /** What to do with a text that is longer than the model's context: "error" (default), or "end" to cut its end off. */
  truncate?: "error" | "end";
}

export interface ImageEmbeddings extends Embeddings {
  /** Row -> index of its image in the input, ascending. */
  indices: Int32Array;
  /** The images that have no row, and why. */
  failures: ImageFailure[];
}

/** A loaded model; `loadClip` makes one. Its parameters live on the backend until `dispose`. */
export class Clip {
  /** What cosines are multiplied by before softmax, already exponentiated: 100 in the released models. */
  readonly logitScale: number;
  readonly name: string;
  readonly config: ClipConfig;
  readonly tokenizer: ClipTokenizer;
  readonly preprocess: PreprocessConfig;
  #disposed = false;

  /** A checked checkpoint, and its parameters where they are to be used; the model takes those over. */
  constructor(
    { name, config, tokenizer, preprocess, tensors }: Checkpoint,
    readonly backend: BackendName,
    readonly parameters: Parameters,
  ) {
    this.name = name;
    this.config = config;
    this.tokenizer = tokenizer;
    this.preprocess = preprocess;
    this.logitScale = Math.exp(tensors.get("logit_scale")?.data[0] ?? config.logitScaleInitValue);
  }

  /**
   * Images to rows of `projectionDim` (or `hiddenSize`) numbers, in the order of the input. An image that
   * can't be read has no row: it is in `failures`, and the others go on. Throws `cancelled`.
   */
  async embedImages(images: readonly ImageInput[], options: EmbedOptions = {}): Promise<ImageEmbeddings> {
    const { features = "projected", normalize = true, onProgress, signal } = options;
    const batchSize = positive(options.batchSize ?? 32, "batchSize");
    const cols = features === "projected" ? this.config.projectionDim : this.config.vision.hiddenSize;
    const forward = features === "projected" ? visionProjected : visionPooled;
    const size = this.config.vision.imageSize;
    const data = new Float32Array(images.length * cols);
    const indices: number[] = [];
    const failures: ImageFailure[] = [];
    const read = (start: number) =>
      readPixels(images, start, Math.min(start + batchSize, images.length), this.preprocess, signal);

    let next = read(0);
    for (let start = 0; start < images.length; start += batchSize) {
      const batch = await next;
      throwIfCancelled(signal, "Encoding images");
      next = read(start + batchSize); // the next batch is decoded while this one is computed
      failures.push(...batch.failures);
      if (batch.indices.length > 0) {
        const embedded = await this.#run(() =>
          forward(
            this.parameters,
            this.config,
            tf.tensor4d(batch.pixels, [batch.indices.length, 3, size, size]),
          ),
        );
        data.set(embedded, indices.length * cols);
        indices.push(...batch.indices);
      }
      onProgress?.({
        stage: "encoding images",
        done: Math.min(start + batchSize, images.length),
        total: images.length,
      });
      await breath();
    }
    const rows = indices.length;
    const embeddings = { data: data.slice(0, rows * cols), rows, cols };
    if (normalize) normalizeRows(embeddings);
    return { ...embeddings, indices: Int32Array.from(indices), failures };
  }

  /**
   * Texts to rows of `projectionDim` (or `hiddenSize`) numbers, in the order of the input; no texts, no rows.
   * Throws `text-too-long` (before any work) unless `truncate` is "end", and `cancelled`.
   */
  async embedTexts(texts: readonly string[], options: EmbedTextsOptions = {}): Promise<Embeddings> {
    const { features = "projected", normalize = true, truncate = "error", onProgress, signal } = options;
    const batchSize = positive(options.batchSize ?? 32, "batchSize");
    const cols = features === "projected" ? this.config.projectionDim : this.config.text.hiddenSize;
    const forward = features === "projected" ? textProjected : textPooled;
    const contextLength = this.config.text.maxPositionEmbeddings;
    const { ids, lengths } = this.tokenizer.tokenize([...texts], { contextLength, truncate });
    const data = new Float32Array(texts.length * cols);

    // Texts of like length together, since a batch is run to its longest one. GPU backends compile programs
    // for each new shape, so there the lengths are few.
    const step = this.backend === "webgpu" || this.backend === "webgl" ? 8 : 1;
    const order = texts.map((_, i) => i).sort((a, b) => lengths[a] - lengths[b]);
    for (let start = 0; start < order.length; start += batchSize) {
      throwIfCancelled(signal, "Encoding texts");
      const batch = order.slice(start, start + batchSize);
      const batchIds = new Int32Array(batch.length * contextLength);
      for (const [row, i] of batch.entries()) {
        batchIds.set(ids.subarray(i * contextLength, (i + 1) * contextLength), row * contextLength);
      }
      const tokens = trim({ ids: batchIds, rows: batch.length, contextLength }, this.config.text, step);
      const embedded = await this.#run(() => forward(this.parameters, this.config, tokens));
      for (const [row, i] of batch.entries()) {
        data.set(embedded.subarray(row * cols, (row + 1) * cols), i * cols);
      }
      onProgress?.({
        stage: "encoding texts",
        done: Math.min(start + batchSize, texts.length),
        total: texts.length,
      });
      await breath();
    }
    const embeddings = { data, rows: texts.length, cols };
    if (normalize) normalizeRows(embeddings);
    return embeddings;
  }

  /** Frees the parameters. The model can't be used afterwards; a second call does nothing. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const tensor of this.parameters.values()) tensor.dispose();
  }

  /**
   * Runs a job with the model's parameters on its backend, when its turn comes. The job disposes the tensors
   * that it makes, and must not wait for another job. Throws `bad-argument` after `dispose`.
   */
  use<T>(job: () => Promise<T>): Promise<T> {
    return withBackend(this.backend, async () => {
      if (this.#disposed) {
        throw new ClipscopeError("bad-argument", `The model ${this.name} has been disposed. Load it again.`);
      }
      return job();
    });
  }

  #run(forward: () => tf.Tensor): Promise<Float32Array> {
    return this.use(async () => {
      const result = tf.tidy(forward);
      try {
        return (await result.data()) as Float32Array;
      } finally {
        result.dispose();
      }
    });
  }
}

/** Scales each row to Euclidean length 1, in place; a row of zeros stays as it is. */
export function normalizeRows({ data, rows, cols }: Embeddings): void {
  for (let row = 0; row < rows; row++) {
    const values = data.subarray(row * cols, (row + 1) * cols);
    let square = 0;
    for (const value of values) square += value * value;
    if (square === 0) continue;
    const scale = 1 / Math.sqrt(square);
    for (let i = 0; i < cols; i++) values[i] *= scale;
  }
}

/** Lets the event loop run: on wasm and cpu a whole embedding would otherwise be one task. */
const breath = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

function positive(value: number, name: string): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new ClipscopeError("bad-argument", `${name} should be a whole number above 0, got ${value}.`);
}
