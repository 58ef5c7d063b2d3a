import type { Embeddings, ImageInput } from "@clipscope/types";
import { ClipscopeError, throwIfCancelled } from "@clipscope/types";
import type { BackendName } from "./backend.js";
import type { Checkpoint } from "./checkpoint/index.js";
import type { ClipConfig } from "./config.js";
import {
  breath,
  type EmbedImagesOptions,
  type EmbedOptions,
  embedImages,
  type ImageEmbeddings,
  inOrder,
  positive,
  scaleRows,
} from "./embed-images.js";
import type { Engine, TextPass } from "./engine/engine.js";
import { TfjsEngine } from "./engine/tfjs.js";
import type { PreprocessConfig } from "./images/index.js";
import type { Parameters } from "./layers.js";
import { type Projection, project, projectionOf } from "./projection.js";
import type { ClipTokenizer, CutText } from "./tokenizer/index.js";

export type { EmbedImagesOptions, EmbedOptions, ImageEmbeddings };

export interface EmbedTextsOptions extends EmbedOptions {
  /** What to do with a text that is longer than the model's context: "error" (default), or "end" to cut its end off. */
  truncate?: "error" | "end";
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
  readonly #projection: Projection;

  /** A checked checkpoint, and an engine that has its parameters; the model takes the engine over. */
  constructor(
    { name, config, tokenizer, preprocess, tensors }: Checkpoint,
    readonly engine: Engine,
  ) {
    this.name = name;
    this.config = config;
    this.tokenizer = tokenizer;
    this.preprocess = preprocess;
    this.#projection = projectionOf(tensors);
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
    checkList("images", images);
    checkFeatures(options.features);
    const cols =
      options.features === "preProjection" ? this.config.vision.hiddenSize : this.config.projectionDim;
    return embedImages(this.engine, this.preprocess, cols, images, options);
  }

  /**
   * What `embedImages` gives with "projected" features, from "preProjection" ones that were not normalized, so that
   * one pass through the tower serves both: `[rows, hiddenSize]` -> `[rows, projectionDim]`. In float32, whatever the
   * engine stores its matrices in. Throws `wrong-shape`.
   */
  projectImages(features: Embeddings, { normalize = true }: { normalize?: boolean } = {}): Embeddings {
    const projected = project(this.#projection, features);
    if (normalize) scaleRows(projected);
    return projected;
  }

  /**
   * Texts to rows of `projectionDim` (or `hiddenSize`) numbers, in the order of the input; no texts, no rows.
   * Throws `bad-argument` for a text that is not in a list, `text-too-long` (before any work) unless `truncate` is "end",
   * and `cancelled`.
   */
  async embedTexts(texts: readonly string[], options: EmbedTextsOptions = {}): Promise<TextEmbeddings> {
    const { features = "projected", normalize = true, truncate = "error", onProgress, signal } = options;
    checkList("texts", texts);
    checkFeatures(features);
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
    if (normalize) scaleRows(embeddings);
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

/** For callers that have no types: a single text would pass for a list of letters. */
function checkList(name: string, values: unknown): void {
  if (Array.isArray(values)) return;
  throw new ClipscopeError("bad-argument", `${name} must be a list: put the one into [ ].`);
}

function checkFeatures(features: string = "projected"): void {
  if (features === "projected" || features === "preProjection") return;
  throw new ClipscopeError(
    "bad-argument",
    `features is "${features}": it must be "projected" or "preProjection".`,
  );
}
