import {
  type Clip,
  ClipscopeError,
  type Embeddings,
  loadClip,
  parameterShapes,
  throwIfCancelled,
} from "@clipscope/core";
import { openRenditions, type RenditionImages } from "@clipscope/datasets/renditions";
import { encoderOf } from "@clipscope/study";
import {
  type EnsembleOptions,
  ensembleClassifier,
  type LinearClassifier,
  type ModelHits,
  type TextCache,
} from "@clipscope/toolkit";
import wasmPlain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import wasmSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import wasmThreaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { EmbeddingCache } from "./embedding-cache.js";
import { type CallContext, serve } from "./rpc.js";
import {
  type CorruptionsRequest,
  fitProbe,
  measureShifts,
  type ShiftsRequest,
  type StudyContext,
  type SubgroupRequest,
  scoreCorrupted,
} from "./subgroup-study.js";
import { KeptVectors } from "./vector-store.js";

/** Information about a loaded model for display. */
export interface ModelInfo {
  name: string;
  /** SHA-256 of the weights, in hexadecimal. */
  hash: string;
  backend: string;
  logitScale: number;
  width: number;
  parameters: number;
  contextLength: number;
}

/** Some rows of a rendition's embeddings: `data` is `[rows.length, cols]`. */
export interface EmbeddedRows {
  rows: Int32Array;
  data: Float32Array;
  cols: number;
}

/** Embeddings of the user's readable files, and the errors of the others. */
export interface EmbeddedFiles extends EmbeddedRows {
  failures: { index: number; message: string }[];
}

/** Some images of a rendition. */
export interface ImagesRequest {
  packs: string;
  id: string;
  sha256: string;
  rows: Int32Array;
}

export interface Failure {
  name: string;
  message: string;
}

/** Images per batch, small enough for Cancel and other requests to be handled promptly. */
const batchSize = 16;
/** Images between saves, so that closing the tab loses little. */
const saveEvery = 32 * batchSize;

let clip: Clip | undefined;
let cache: EmbeddingCache;
let texts: TextCache = new Map();

const wasmPaths = {
  "tfjs-backend-wasm.wasm": wasmPlain,
  "tfjs-backend-wasm-simd.wasm": wasmSimd,
  "tfjs-backend-wasm-threaded-simd.wasm": wasmThreaded,
};

const methods = {
  /** Loads a checkpoint from a URL and starts it on the given or the best backend. */
  async load(
    { url, backend }: { url: string; backend: "auto" | "cpu" },
    context: CallContext,
  ): Promise<ModelInfo> {
    const hash = await hashOf(`${url}/model.safetensors`);
    clip?.dispose();
    clip = await loadClip(url, {
      engine: "tfjs",
      backend,
      wasmPaths,
      onProgress: context.onProgress,
      signal: context.signal,
    });
    cache = new EmbeddingCache(hash);
    texts = await cache.texts();
    const { config, logitScale } = clip;
    return {
      name: "mini",
      hash,
      backend: clip.backend,
      logitScale,
      width: config.projectionDim,
      parameters: countParameters(clip),
      contextLength: config.text.maxPositionEmbeddings,
    };
  },

  /** Embeds some images of a rendition, emitting each batch, cached ones first. */
  async embedImages(
    { packs, id, sha256, rows }: ImagesRequest,
    { signal, onProgress, emit }: CallContext,
  ): Promise<Failure[]> {
    const model = loaded();
    const kept = await cache.images(id, sha256, "projected");
    const known = rows.filter((row) => kept.has(row));
    const missing = rows.filter((row) => !kept.has(row));
    if (known.length > 0) emit(kept.take(known));
    if (missing.length === 0) return [];
    const failures: Failure[] = [];
    const images = await (await openRenditions(packs)).load(id, { signal });
    const stage = "encoding images";
    onProgress({ stage, done: known.length, total: rows.length });
    try {
      for (let start = 0; start < missing.length; start += batchSize) {
        await otherMessages();
        throwIfCancelled(signal, "Encoding the images");
        const batch = missing.subarray(start, start + batchSize);
        const fresh = await embedRows(model, images, batch, failures);
        kept.put(fresh);
        emit(fresh);
        if (start % saveEvery === 0) await kept.save();
        onProgress({ stage, done: known.length + start + batch.length, total: rows.length });
      }
    } finally {
      await kept.save();
    }
    return failures;
  },

  /** The zero-shot classifier for names and templates; only new texts are encoded. */
  async classifier(
    { names, templates }: { names: string[]; templates: string[] },
    context: CallContext,
  ): Promise<Embeddings> {
    return withTexts(context, (embed, options) => ensembleClassifier(embed, names, templates, options));
  },

  /** Fits the linear probe of the subgroup task. */
  fitProbe(request: Omit<SubgroupRequest, "classPrompts">, context: CallContext): Promise<LinearClassifier> {
    return studied(context, (study) => fitProbe(request, study));
  },

  /** Hits of mini's classifiers on each rendition's test drawings of the subgroup task. */
  measureShifts(request: ShiftsRequest, context: CallContext): Promise<ModelHits[]> {
    return studied(context, (study) => measureShifts(request, study));
  },

  /**
   * Scores corrupted drawings with mini's classifiers and the supervised model; emits each kind and severity.
   */
  scoreCorrupted(request: CorruptionsRequest, context: CallContext): Promise<void> {
    return studied(context, (study) => scoreCorrupted(request, study, context));
  },

  /** Embeds images provided by the user. */
  async embedFiles({ files }: { files: Blob[] }): Promise<EmbeddedFiles> {
    const { data, cols, indices, failures } = await loaded().embedImages(files);
    const said = failures.map(({ index, error }) => ({ index, message: error.message }));
    return { rows: indices, data, cols, failures: said };
  },
};

async function embedRows(
  model: Clip,
  images: RenditionImages,
  batch: Int32Array,
  failures: Failure[],
): Promise<EmbeddedRows> {
  const pictures = Array.from(batch, (row) => images.image(row));
  const result = await model.embedImages(pictures);
  for (const { index, error } of result.failures) {
    failures.push({ name: `${images.info.title}, image ${batch[index]}`, message: error.message });
  }
  return { rows: result.indices.map((index) => batch[index]), data: result.data, cols: result.cols };
}

/** Runs work with the cached text embeddings, and caches new ones. */
async function withTexts<T>(
  { signal, onProgress }: CallContext,
  encode: (embed: (batch: string[]) => Promise<Embeddings>, options: EnsembleOptions) => Promise<T>,
): Promise<T> {
  const model = loaded();
  const before = texts.size;
  const embed = async (batch: string[]) => {
    await otherMessages();
    return model.embedTexts(batch, { signal });
  };
  try {
    return await encode(embed, { cache: texts, batchSize: 64, signal, onProgress });
  } finally {
    if (texts.size > before) await cache.saveTexts(texts);
  }
}

/** Runs one of study's evaluations with the loaded model, and caches newly encoded texts. */
async function studied<T>(
  { signal, onProgress }: CallContext,
  evaluate: (study: StudyContext) => Promise<T>,
): Promise<T> {
  const model = loaded();
  const before = texts.size;
  try {
    return await evaluate({
      encoder: encoderOf(model, "mini"),
      store: new KeptVectors(cache),
      how: { signal, onProgress, texts },
      load: { backend: model.backend, wasmPaths },
    });
  } finally {
    if (texts.size > before) await cache.saveTexts(texts);
  }
}

function loaded(): Clip {
  if (!clip) throw new ClipscopeError("bad-argument", "The model is not loaded yet.");
  return clip;
}

function countParameters({ config }: Clip): number {
  const sizes = Array.from(parameterShapes(config).values(), (shape) => shape.reduce((a, b) => a * b, 1));
  return sizes.reduce((a, b) => a + b, 0);
}

/** Lets pending messages be handled: a cancellation, a request for texts. */
const otherMessages = () => new Promise((resolve) => setTimeout(resolve));

async function hashOf(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) return "";
  const digest = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export type ClipMethods = typeof methods;
serve(methods);
