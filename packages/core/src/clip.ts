import type { Embeddings, ImageInput } from "@clipscope/types";
import { ClipscopeError, checkOneOf, checkOptions, normalizeRows, throwIfCancelled } from "@clipscope/types";
import type { BackendName } from "./backend.js";
import type { Checkpoint, Tensor } from "./checkpoint/index.js";
import type { ClipConfig, Towers } from "./config.js";
import {
  breath,
  EMBED_OPTIONS,
  type EmbedImagesOptions,
  type EmbedOptions,
  embedImageStream,
  embedImages,
  IMAGE_OPTIONS,
  type ImageEmbeddings,
  type ImageStream,
  type ImageStreamOptions,
  type ImageTower,
  inOrder,
  positive,
} from "./embed-images.js";
import type { Engine, EngineName, Features, TextPass } from "./engine/engine.js";
import type { PreprocessConfig } from "./images/index.js";
import type { WeightType } from "./onnx/weights.js";
import { type Projection, project, projectionOf } from "./projection.js";
import type { ClipTokenizer, CutText } from "./tokenizer/index.js";

export type { EmbedImagesOptions, EmbedOptions, ImageEmbeddings, ImageStream, ImageStreamOptions };

export interface EmbedTextsOptions extends EmbedOptions {
  /** What to do with a text that is longer than the model's context: "error" (default), or "end" to cut its end off. */
  truncate?: "error" | "end";
}

export interface TextEmbeddings extends Embeddings {
  /** The texts that were cut, with `truncate: "end"`, and what they lost. */
  cut: CutText[];
}

/** The engine of a model, for what looks into it. */
export let engineOf: (clip: Clip) => Engine;

/** A loaded model; `loadClip` makes one. Its parameters live in its engine until `dispose`. */
export class Clip {
  static {
    engineOf = (clip) => clip.#engine;
  }

  readonly name: string;
  /** The checkpoint's identity, as `hashCheckpoint` gives it: one for equal models, in whatever files they came. */
  readonly hash: string;
  /** What cosines are multiplied by before softmax, already exponentiated: 100 in the released models. */
  readonly logitScale: number;
  /** What is added to scaled cosines, in models that were trained with a sigmoid loss (SigLIP's); undefined in others. */
  readonly logitBias: number | undefined;
  readonly config: ClipConfig;
  readonly #tokenizer: ClipTokenizer | undefined;
  readonly preprocess: PreprocessConfig;
  readonly #engine: Engine;
  /** Which towers the model has; the methods of one that it lacks throw `not-supported`. */
  readonly towers: Towers;
  readonly #projection: Projection | undefined;

  /** A checked checkpoint, and an engine that has its parameters; the model takes the engine over. */
  constructor(checkpoint: Checkpoint & { hash: string }, engine: Engine) {
    const { name, hash, config, tokenizer, preprocess, tensors, towers = "both" } = checkpoint;
    this.#engine = engine;
    this.name = name;
    this.hash = hash;
    this.config = config;
    this.#tokenizer = tokenizer;
    this.preprocess = preprocess;
    this.towers = towers;
    this.#projection = towers === "texts" ? undefined : projectionOf(tensors);
    this.logitScale = Math.exp(tensors.get("logit_scale")?.data[0] ?? config.logitScaleInitValue);
    this.logitBias = tensors.get("logit_bias")?.data[0];
  }

  /** What computes. */
  get engine(): EngineName {
    return this.#engine.name;
  }

  /** Throws `bad-tokenizer` for a checkpoint that came without one. */
  get tokenizer(): ClipTokenizer {
    if (this.#tokenizer) return this.#tokenizer;
    throw new ClipscopeError(
      "bad-tokenizer",
      `${this.name} has no tokenizer, so it embeds images alone. For texts, put vocab.json and merges.txt (or tokenizer.json, or bpe_simple_vocab_16e6.txt.gz) of the model that it was trained from beside its weights, or pass tokenizer (--tokenizer on the command line).`,
    );
  }

  /** Whether texts can be embedded. */
  get hasTokenizer(): boolean {
    return this.#tokenizer !== undefined;
  }

  #need(what: "images" | "texts"): void {
    if (this.towers !== "both" && this.towers !== what) throw this.#lacks(what);
  }

  #lacks(what: "images" | "texts"): ClipscopeError {
    const [has, lacks] = what === "images" ? ["texts", "images"] : ["images", "texts"];
    return new ClipscopeError(
      "not-supported",
      `${this.name} has the tower for ${has} alone, so it can't embed ${lacks}. Load the whole model that it belongs to.`,
    );
  }

  /** Where the arithmetic runs; of the onnx engine, "cpu" is ONNX Runtime's native kernels. */
  get backend(): BackendName {
    return this.#engine.backend;
  }

  /** How the matrices are stored and multiplied. */
  get dtype(): WeightType {
    return this.#engine.dtype;
  }

  /** What computes, where and in which precision, in one line: "onnx engine, cpu backend, float32". */
  describe(): string {
    return describeEngine(this.#engine);
  }

  /**
   * Images to rows of `projectionDim` (or `hiddenSize`) numbers, in the order of the input. An image that can't be read
   * has no row: it is in `failures`, and the others go on. The rows' keys are the images' paths, URLs or file names, if any
   * has one. Throws `cancelled`.
   */
  async embedImages(
    images: readonly ImageInput[],
    options: EmbedImagesOptions = {},
  ): Promise<ImageEmbeddings> {
    checkList("images", images);
    checkOptions(options, IMAGE_OPTIONS, "embedImages");
    this.#need("images");
    return embedImages(this.#tower(options), images, options);
  }

  /**
   * Any number of images, as they come, to embeddings a batch at a time: for lists that don't fit in memory. Parts are in
   * the order of the input; `indices` and `failures` count from its beginning, and every row has a key. An error in the
   * place of an image is that row's failure. Throws `cancelled`, and what the source throws.
   *
   *     for await (const { data, indices, failures } of clip.embedImageStream(paths)) …
   */
  embedImageStream(images: ImageStream, options: ImageStreamOptions = {}): AsyncGenerator<ImageEmbeddings> {
    checkStream(images);
    checkOptions(options, [...IMAGE_OPTIONS, "total"], "embedImageStream");
    this.#need("images");
    return embedImageStream(this.#tower(options), images, options);
  }

  /**
   * Projects features of images, as `embedImages` gives them with `features: "preProjection"` and `normalize: false`, into
   * the shared space, so that one pass through the tower serves both: `[rows, hiddenSize]` -> `[rows, projectionDim]`. In
   * float32, whatever the engine stores its matrices in. Throws `wrong-shape`.
   */
  projectImages(features: Embeddings, options: { normalize?: boolean } = {}): Embeddings {
    checkOptions(options, ["normalize"], "projectImages");
    if (!this.#projection) throw this.#lacks("images");
    const projected = project(this.#projection, features);
    return options.normalize === false ? projected : normalizeRows(projected);
  }

  /**
   * Texts to rows of `projectionDim` (or `hiddenSize`) numbers, in the order of the input, whose keys are the texts; no
   * texts, no rows. Throws `bad-argument` for a text that is not in a list, `text-too-long` (before any work) unless
   * `truncate` is "end", and `cancelled`.
   */
  async embedTexts(texts: readonly string[], options: EmbedTextsOptions = {}): Promise<TextEmbeddings> {
    checkList("texts", texts);
    checkOptions(options, [...EMBED_OPTIONS, "truncate"], "embedTexts");
    const { features = "projected", normalize = true, truncate = "error", onProgress, signal } = options;
    checkFeatures(features);
    checkOneOf("truncate", truncate, ["error", "end"]);
    throwIfCancelled(signal, "Encoding texts");
    this.#need("texts");
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
    const passes = this.#engine.textPasses(tokens, batchSize);
    for await (const count of inOrder(passes, this.#engine.streams, embed)) {
      throwIfCancelled(signal, "Encoding texts");
      done += count;
      onProgress?.({ stage: "encoding texts", done, total: texts.length });
      await breath();
    }
    const embeddings = { data, rows: texts.length, cols, keys: [...texts] };
    return { ...(normalize ? normalizeRows(embeddings) : embeddings), cut: tokens.cut };
  }

  /** The parameters as the checkpoint has them, in float32, by their names there. Throws `bad-argument` after `dispose`. */
  tensors(): Promise<Map<string, Tensor>> {
    return this.#engine.tensors();
  }

  /** Frees the parameters. The model can't be used afterwards; a second call does nothing. */
  dispose(): void {
    this.#engine.dispose();
  }

  #tower({ features }: { features?: Features }): ImageTower {
    checkFeatures(features);
    const cols = features === "preProjection" ? this.config.vision.hiddenSize : this.config.projectionDim;
    return { engine: this.#engine, preprocess: this.preprocess, cols };
  }
}

/** What computes, where and in which precision: "onnx engine, cpu backend, float32". */
export const describeEngine = ({ name, backend, dtype }: Pick<Engine, "name" | "backend" | "dtype">) =>
  `${name} engine, ${backend} backend, ${dtype}`;

/** For callers that have no types: a single text would pass for a list of letters. */
export function checkList(name: string, values: unknown): void {
  if (Array.isArray(values)) return;
  throw new ClipscopeError("bad-argument", `${name} must be a list: put the one into [ ].`);
}

function checkStream(images: unknown): void {
  const isIterable = Symbol.iterator in Object(images) || Symbol.asyncIterator in Object(images);
  if (isIterable && typeof images !== "string" && !ArrayBuffer.isView(images)) return;
  throw new ClipscopeError(
    "bad-argument",
    "images must be a list or another iterable: put the one into [ ].",
  );
}

const checkFeatures = (features: string = "projected") =>
  checkOneOf("features", features, ["projected", "preProjection"]);
