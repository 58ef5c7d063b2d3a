import type { ImageInput } from "@clipscope/types";
import { ClipscopeError, checkOptions, throwIfCancelled } from "@clipscope/types";
import type { BackendName } from "./backend.js";
import { checkPreprocess, checkTensors } from "./checkpoint/check.js";
import type { CheckpointFiles } from "./checkpoint/checkpoint.js";
import { notACheckpoint, openFiles } from "./checkpoint/files.js";
import { HUGGING_FACE_WEIGHTS, readPreprocessing } from "./checkpoint/hugging-face.js";
import { readWeights } from "./checkpoint/weights.js";
import { checkList, describeEngine } from "./clip.js";
import { parameterShapes, parseClipConfig } from "./config.js";
import { type EmbedImagesOptions, embedImages, type ImageEmbeddings } from "./embed-images.js";
import type { Engine, EngineName } from "./engine/engine.js";
import { checkEngineOptions, openEngine } from "./engine/open.js";
import { openSource } from "./hub/source.js";
import type { PreprocessConfig } from "./images/index.js";
import { parsePreprocessConfig } from "./images/preprocess-config.js";
import { COMMON_OPTIONS, type LoadOptions } from "./load.js";
import type { WeightType } from "./onnx/weights.js";
import { memoryFolder } from "./platform/folder.js";

export type LoadClassifierOptions = Omit<LoadOptions, "activation" | "tokenizer">;

/** A CLIP image tower whose projection is a classifier head, created by `loadImageClassifier`. */
export class ImageClassifier {
  readonly #engine: Engine;

  constructor(
    readonly name: string,
    /** Class names from `id2label` of the config, or class numbers without it. */
    readonly labels: readonly string[],
    readonly preprocess: PreprocessConfig,
    engine: Engine,
  ) {
    this.#engine = engine;
  }

  /** Name of the engine. */
  get engine(): EngineName {
    return this.#engine.name;
  }

  /** Compute backend; for the onnx engine, "cpu" means ONNX Runtime's native kernels. */
  get backend(): BackendName {
    return this.#engine.backend;
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
   * Computes logits `[rows, classes]` of images, in input order; unreadable images are listed in `failures`.
   * Throws `cancelled`.
   */
  async logits(
    images: readonly ImageInput[],
    options: Omit<EmbedImagesOptions, "features" | "normalize"> = {},
  ): Promise<ImageEmbeddings> {
    checkList("images", images);
    checkOptions(options, ["batchSize", "decode", "keys", "onProgress", "signal"], "logits");
    const tower = { engine: this.#engine, preprocess: this.preprocess, cols: this.labels.length };
    return embedImages(tower, images, { ...options, normalize: false });
  }

  /** Frees the parameters. Further calls do nothing. */
  dispose(): void {
    this.#engine.dispose();
  }
}

/**
 * Loads a `transformers.CLIPVisionModelWithProjection` whose `image_embeds` are logits, from a Hugging Face
 * folder: a path in Node, a URL, a repository on the hub, or the bytes of its files. Throws
 * `not-a-checkpoint`, and the errors of `loadClip` for invalid files.
 */
export async function loadImageClassifier(
  source: string | CheckpointFiles,
  options: LoadClassifierOptions = {},
): Promise<ImageClassifier> {
  checkOptions(options, COMMON_OPTIONS, "loadImageClassifier");
  checkEngineOptions(options);
  const { onProgress, signal } = options;
  throwIfCancelled(signal, "Loading the classifier");
  const folder = typeof source === "string" ? await openSource(source, options) : memoryFolder(source);
  const files = openFiles(folder, onProgress, signal);
  const [json, described] = await Promise.all([files.json("config.json"), readPreprocessing(files)]);
  if (json === undefined) throw notACheckpoint(files, ["config.json"]);
  if (!described && !options.preprocess) throw notACheckpoint(files, ["preprocessor_config.json"]);
  const { projection_dim, id2label } = checkedKind(json, `${files.place}: config.json`);
  // The other tower has the default config; it has no parameters and is never run.
  const config = parseClipConfig({ projection_dim, vision_config: json }, `${files.place}: config.json`);
  const preprocess =
    options.preprocess ?? parsePreprocessConfig(described?.json, `${files.place}: ${described?.file}`);
  const weights = await readWeights(files, HUGGING_FACE_WEIGHTS, options.prefix);
  if (!weights) throw notACheckpoint(files, [HUGGING_FACE_WEIGHTS[0]]);
  const { tensors } = weights;
  const shapes = new Map([...parameterShapes(config)].filter(([name]) => /^vision_model|^visual/.test(name)));
  checkTensors(files.place, shapes, tensors);
  checkPreprocess(files.place, preprocess, config.vision.imageSize);
  throwIfCancelled(signal, "Loading the classifier");
  const engine = await openEngine({ name: files.place, config, tensors }, options);
  const labels = Array.from({ length: config.projectionDim }, (_, i) => id2label?.[i] ?? String(i));
  return new ImageClassifier(files.place, labels, preprocess, engine);
}

interface ClassifierJson {
  projection_dim?: unknown;
  id2label?: Readonly<Record<number, string>>;
}

function checkedKind(json: unknown, file: string): ClassifierJson {
  const { model_type } = Object(json) as { model_type?: unknown };
  if (model_type === "clip_vision_model") return json as ClassifierJson;
  throw new ClipscopeError(
    "bad-config",
    `${file}: model_type should be "clip_vision_model", got ${JSON.stringify(model_type)}. A whole CLIP is opened with loadClip.`,
  );
}
