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
  /** Handling of texts longer than the model's context: "error" (default) throws, "end" truncates. */
  truncate?: "error" | "end";
}

export interface TextEmbeddings extends Embeddings {
  /** Texts truncated with `truncate: "end"`, and the text they lost. */
  cut: CutText[];
}

/** The engine of a model, for code that inspects it. */
export let engineOf: (clip: Clip) => Engine;

/** A loaded model, created by `loadClip`. Its parameters stay in its engine until `dispose`. */
export class Clip {
  static {
    engineOf = (clip) => clip.#engine;
  }

  readonly name: string;
  /** The checkpoint's identity from `hashCheckpoint`: equal for equal models in any file format. */
  readonly hash: string;
  /** Factor of cosines before softmax, already exponentiated: 100 in the released models. */
  readonly logitScale: number;
  /** Bias added to scaled cosines, in models trained with a sigmoid loss (SigLIP's); undefined in others. */
  readonly logitBias: number | undefined;
  readonly config: ClipConfig;
  readonly #tokenizer: ClipTokenizer | undefined;
  readonly preprocess: PreprocessConfig;
  readonly #engine: Engine;
  /** Towers that the model has; methods that need a missing tower throw `not-supported`. */
  readonly towers: Towers;
  readonly #projection: Projection | undefined;

  /**
   * Takes a checked checkpoint, and an engine that holds its parameters; the model takes ownership of the
   * engine.
   */
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

  /** Name of the engine. */
  get engine(): EngineName {
    return this.#engine.name;
  }

  /** The tokenizer. Throws `bad-tokenizer` for a checkpoint without one. */
  get tokenizer(): ClipTokenizer {
    if (this.#tokenizer) return this.#tokenizer;
    throw new ClipscopeError(
      "bad-tokenizer",
      `${this.name} has no tokenizer, so it can only embed images. For texts, put vocab.json and merges.txt (or tokenizer.json, or bpe_simple_vocab_16e6.txt.gz) of the model that it was trained from beside its weights, or pass tokenizer (--tokenizer on the command line).`,
    );
  }

  /** Whether the model has a tokenizer, and so can embed texts. */
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
      `${this.name} has only the tower for ${has}, so it can't embed ${lacks}. Load the whole model that it belongs to.`,
    );
  }

  /** Compute backend; for the onnx engine, "cpu" means ONNX Runtime's native kernels. */
  get backend(): BackendName {
    return this.#engine.backend;
  }

  /** Threads that compute one operation; undefined on a GPU and for the tfjs engine. */
  get threads(): number | undefined {
    return this.#engine.threads;
  }

  /** Storage type of the matrices, and arithmetic of their products. */
  get dtype(): WeightType {
    return this.#engine.dtype;
  }

  /** Engine, backend and precision in one line: "onnx engine, cpu backend, float32". */
  describe(): string {
    return describeEngine(this.#engine);
  }

  /**
   * Embeds images to rows of `projectionDim` (or `hiddenSize`) numbers, in input order. An unreadable image
   * has no row; it is listed in `failures`, and the others are still embedded. Row keys are the images'
   * paths, URLs or file names, if any image has one. Throws `cancelled`.
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
   * Embeds a stream of images batch by batch, for inputs that don't fit in memory. Parts are in input order;
   * `indices` and `failures` count from its start, and every row has a key. An Error in place of an image
   * becomes that image's failure. Throws `cancelled`, and any error of the source.
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
   * Projects image features, from `embedImages` with `features: "preProjection"` and `normalize: false`, to
   * the shared space, so that one forward pass gives both: `[rows, hiddenSize]` → `[rows, projectionDim]`.
   * Computed in float32 whatever the engine's storage type. Throws `wrong-shape`.
   */
  projectImages(features: Embeddings, options: { normalize?: boolean } = {}): Embeddings {
    checkOptions(options, ["normalize"], "projectImages");
    if (!this.#projection) throw this.#lacks("images");
    const projected = project(this.#projection, features);
    return options.normalize === false ? projected : normalizeRows(projected);
  }

  /**
   * Embeds texts to rows of `projectionDim` (or `hiddenSize`) numbers, in input order, with the texts as
   * keys; an empty list gives no rows. Throws `bad-argument` for a text that is not in a list,
   * `text-too-long` (before any computation) unless `truncate` is "end", and `cancelled`.
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

  /** The parameters of the checkpoint in float32, by name. Throws `bad-argument` after `dispose`. */
  tensors(): Promise<Map<string, Tensor>> {
    return this.#engine.tensors();
  }

  /** Frees the parameters. The model can't be used afterward; further calls do nothing. */
  dispose(): void {
    this.#engine.dispose();
  }

  #tower({ features }: { features?: Features }): ImageTower {
    checkFeatures(features);
    const cols = features === "preProjection" ? this.config.vision.hiddenSize : this.config.projectionDim;
    return { engine: this.#engine, preprocess: this.preprocess, cols };
  }
}

/** Engine, backend and precision in one line: "onnx engine, cpu backend, float32". */
export const describeEngine = ({ name, backend, dtype }: Pick<Engine, "name" | "backend" | "dtype">) =>
  `${name} engine, ${backend} backend, ${dtype}`;

/**
 * Throws unless the value is a list, for callers without types: a string would pass as a list of characters.
 */
export function checkList(name: string, values: unknown): void {
  if (Array.isArray(values)) return;
  throw new ClipscopeError("bad-argument", `${name} must be a list: wrap a single one in [ ].`);
}

function checkStream(images: unknown): void {
  const isIterable = Symbol.iterator in Object(images) || Symbol.asyncIterator in Object(images);
  if (isIterable && typeof images !== "string" && !ArrayBuffer.isView(images)) return;
  throw new ClipscopeError(
    "bad-argument",
    "images must be a list or another iterable: wrap a single one in [ ].",
  );
}

const checkFeatures = (features: string = "projected") =>
  checkOneOf("features", features, ["projected", "preProjection"]);
