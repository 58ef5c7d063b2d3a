import type { BackendName } from "./backend.js";
import type { Checkpoint } from "./checkpoint/index.js";
import type { ClipConfig } from "./config.js";
import type { Embeddings, OnProgress } from "./embeddings.js";
import type { Engine, Features, TextPass } from "./engine/engine.js";
import { TfjsEngine } from "./engine/tfjs.js";
import { ClipscopeError, throwIfCancelled } from "./errors.js";
import type { DecodeOptions, ImageInput, PreprocessConfig } from "./images/index.js";
import type { Parameters } from "./layers.js";
import { type ImageFailure, type PixelBatch, readBatches } from "./pixels.js";
import type { ClipTokenizer, CutText } from "./tokenizer/index.js";

export interface EmbedOptions {
  /** "projected" (default): the shared space, `projectionDim` wide. "preProjection": the tower's own output, `hiddenSize` wide, which the paper's linear probes use. */
  features?: Features;
  /** Scale each row to length 1. Default true. */
  normalize?: boolean;
  /** Inputs in one pass through the model, at most. Without it the engine chooses. */
  batchSize?: number;
  onProgress?: OnProgress;
  /** Looked at between batches. */
  signal?: AbortSignal;
}

export interface EmbedImagesOptions extends EmbedOptions {
  /** What to do with alpha, EXIF orientation and 16 bits. */
  decode?: Omit<DecodeOptions, "name">;
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

export interface TextEmbeddings extends Embeddings {
  /** The texts that were cut, with `truncate: "end"`, and what they lost. */
  cut: CutText[];
}

/** A loaded model; `loadClip` makes one. Its parameters live in its engine until `dispose`. */
export class Clip {
  /** What cosines are multiplied by before softmax, already exponentiated: 100 in the released models. */
  readonly logitScale: number;
  readonly name: string;
  readonly config: ClipConfig;
  readonly tokenizer: ClipTokenizer;
  readonly preprocess: PreprocessConfig;

  /** A checked checkpoint, and an engine that has its parameters; the model takes the engine over. */
  constructor(
    { name, config, tokenizer, preprocess, tensors }: Checkpoint,
    readonly engine: Engine,
  ) {
    this.name = name;
    this.config = config;
    this.tokenizer = tokenizer;
    this.preprocess = preprocess;
    this.logitScale = Math.exp(tensors.get("logit_scale")?.data[0] ?? config.logitScaleInitValue);
  }

  /** Where the arithmetic runs; of the onnx engine, "cpu" is ONNX Runtime's native kernels. */
  get backend(): BackendName {
    return this.engine.backend;
  }

  /** The parameters as tensors on the backend. Throws `bad-argument` unless the engine is tfjs. */
  get parameters(): Parameters {
    return this.#tfjs().parameters;
  }

  /**
   * Runs a job with the model's parameters on its backend, when its turn comes. The job disposes the tensors
   * that it makes, and must not wait for another job. Throws `bad-argument` after `dispose`, and unless the
   * engine is tfjs.
   */
  use<T>(job: () => Promise<T>): Promise<T> {
    return this.#tfjs().use(job);
  }

  /**
   * Images to rows of `projectionDim` (or `hiddenSize`) numbers, in the order of the input. An image that
   * can't be read has no row: it is in `failures`, and the others go on. Throws `cancelled`.
   */
  async embedImages(
    images: readonly ImageInput[],
    options: EmbedImagesOptions = {},
  ): Promise<ImageEmbeddings> {
    const { features = "projected", normalize = true, decode, onProgress, signal } = options;
    const { streams, imageBatch } = this.engine;
    const few = Math.ceil(images.length / streams); // for every stream to have some
    const batchSize = positive(options.batchSize ?? Math.max(1, Math.min(imageBatch, few)), "batchSize");
    const cols = features === "projected" ? this.config.projectionDim : this.config.vision.hiddenSize;
    const data = new Float32Array(images.length * cols);
    const indices: number[] = [];
    const failures: ImageFailure[] = [];
    let done = 0;
    const embed = async (batch: PixelBatch) => {
      failures.push(...batch.failures);
      if (batch.indices.length === 0) return;
      const start = indices.length * cols;
      indices.push(...batch.indices);
      data.set(await this.engine.embedPixels(batch.pixels, batch.indices.length, features), start);
    };
    // The next batches are decoded while these are computed.
    const batches = readBatches(images, batchSize, this.preprocess, signal, decode, streams);
    for await (const _ of inOrder(batches, streams, embed)) {
      done = Math.min(done + batchSize, images.length);
      onProgress?.({ stage: "encoding images", done, total: images.length });
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
  async embedTexts(texts: readonly string[], options: EmbedTextsOptions = {}): Promise<TextEmbeddings> {
    const { features = "projected", normalize = true, truncate = "error", onProgress, signal } = options;
    const batchSize = options.batchSize === undefined ? undefined : positive(options.batchSize, "batchSize");
    const cols = features === "projected" ? this.config.projectionDim : this.config.text.hiddenSize;
    const contextLength = this.config.text.maxPositionEmbeddings;
    const tokens = this.tokenizer.tokenize([...texts], { contextLength, truncate });
    const data = new Float32Array(texts.length * cols);
    let done = 0;
    const embed = async ({ rows, run }: TextPass) => {
      throwIfCancelled(signal, "Encoding texts");
      const embedded = await run(features);
      for (const [from, row] of rows.entries()) {
        data.set(embedded.subarray(from * cols, (from + 1) * cols), row * cols);
      }
      return rows.length;
    };
    const passes = this.engine.textPasses(tokens, batchSize);
    for await (const count of inOrder(passes, this.engine.streams, embed)) {
      throwIfCancelled(signal, "Encoding texts");
      done += count;
      onProgress?.({ stage: "encoding texts", done, total: texts.length });
      await breath();
    }
    const embeddings = { data, rows: texts.length, cols };
    if (normalize) normalizeRows(embeddings);
    return { ...embeddings, cut: tokens.cut };
  }

  /** Frees the parameters. The model can't be used afterwards; a second call does nothing. */
  dispose(): void {
    this.engine.dispose();
  }

  #tfjs(): TfjsEngine {
    if (this.engine instanceof TfjsEngine) return this.engine;
    throw new ClipscopeError(
      "bad-argument",
      `${this.name} runs on the ${this.engine.name} engine, which can't be looked into. Load it with { engine: "tfjs" }.`,
    );
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

/** What a job makes of each input, in their order, with so many begun at a time. */
async function* inOrder<T, R>(
  inputs: AsyncIterable<T> | Iterable<T>,
  atOnce: number,
  job: (input: T) => Promise<R>,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  for await (const input of inputs) {
    const result = job(input);
    result.catch(() => {}); // is told when its turn comes
    begun.push(result);
    if (begun.length === atOnce) yield begun.shift() as Promise<R>;
  }
  yield* begun;
}

/** Lets the event loop run: on wasm and cpu a whole embedding would otherwise be one task. */
const breath = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

function positive(value: number, name: string): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new ClipscopeError("bad-argument", `${name} should be a whole number above 0, got ${value}.`);
}
