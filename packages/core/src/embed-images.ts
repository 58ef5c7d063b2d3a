import type { Embeddings, ImageInput, OnProgress } from "@clipscope/types";
import { ClipscopeError, concatenateRows, normalizeRows, throwIfCancelled } from "@clipscope/types";
import type { Engine, Features } from "./engine/engine.js";
import type { DecodeOptions, PreprocessConfig } from "./images/index.js";
import { type ImageFailure, nameOf, type PixelBatch, readBatches } from "./pixels.js";

export interface EmbedOptions {
  /**
   * "projected" (default): the shared space, `projectionDim` wide. "preProjection": the tower's output before
   * projection, `hiddenSize` wide, which the paper's linear probes use.
   */
  features?: Features;
  /** Whether to scale each row to norm 1. Default true. */
  normalize?: boolean;
  /** Maximum number of inputs per forward pass. Default: chosen by the engine. */
  batchSize?: number;
  onProgress?: OnProgress;
  /** Checked before any computation, and between batches. */
  signal?: AbortSignal;
}

export interface EmbedImagesOptions extends EmbedOptions {
  /** Handling of alpha, EXIF orientation and 16-bit images. */
  decode?: Omit<DecodeOptions, "name">;
  /** A key for each image. Default: its path, URL or file name, or "image 3" for an unnamed image. */
  keys?: readonly string[];
}

export interface ImageStreamOptions extends Omit<EmbedImagesOptions, "keys"> {
  /**
   * Returns the key for an image index. Default: its path, URL or file name, or "image 3" for an unnamed
   * image.
   */
  keys?: (index: number) => string;
  /**
   * Total number of images, for `onProgress`. Default: the length of a list, otherwise the number done so
   * far.
   */
  total?: number;
}

/** A list or stream of images. An Error in place of an image becomes that image's failure. */
export type ImageStream = Iterable<ImageInput | Error> | AsyncIterable<ImageInput | Error>;

export interface ImageEmbeddings extends Embeddings {
  /** Row → index of its image in the input, ascending: `[rows]`. */
  indices: Int32Array;
  /** Unreadable images, which have no row, with the reasons. */
  failures: ImageFailure[];
}

/** The part of a model that embeds images. */
export interface ImageTower {
  engine: Pick<Engine, "streams" | "imageBatch" | "embedPixels">;
  preprocess: PreprocessConfig;
  /** Width of an embedding. */
  cols: number;
}

export const EMBED_OPTIONS = ["features", "normalize", "batchSize", "onProgress", "signal"] as const;
export const IMAGE_OPTIONS = [...EMBED_OPTIONS, "decode", "keys"] as const;

/** Embeds any number of images batch by batch, in input order; implements `Clip.embedImageStream`. */
export async function* embedImageStream(
  { engine, preprocess, cols }: ImageTower,
  images: ImageStream,
  options: ImageStreamOptions,
): AsyncGenerator<ImageEmbeddings> {
  const { features = "projected", normalize = true, decode, keys, onProgress, signal } = options;
  throwIfCancelled(signal, "Encoding images");
  const { streams, imageBatch } = engine;
  const known = Array.isArray(images) ? images.length : undefined;
  const few = known === undefined ? imageBatch : Math.max(1, Math.ceil(known / streams)); // for every stream to have some
  const batchSize = positive(options.batchSize ?? Math.min(imageBatch, few), "batchSize");
  const embed = async (batch: PixelBatch): Promise<ImageEmbeddings> => {
    const rows = batch.indices.length;
    const data = rows > 0 ? await engine.embedPixels(batch.pixels, rows, features) : new Float32Array(0); // [rows, cols]
    const names = keys ? batch.indices.map(keys) : batch.names;
    const embeddings = { data, rows, cols, keys: names };
    return {
      ...(normalize ? normalizeRows(embeddings) : embeddings),
      indices: Int32Array.from(batch.indices),
      failures: batch.failures,
    };
  };
  // Decode the next batches while these are computed.
  const batches = readBatches(images, { batchSize, preprocess, signal, decode, held: streams });
  let done = 0;
  for await (const part of inOrder(batches, streams, embed)) {
    throwIfCancelled(signal, "Encoding images");
    done += part.rows + part.failures.length;
    onProgress?.({ stage: "encoding images", done, total: options.total ?? known ?? done });
    yield part;
    await breath();
  }
}

/** Collects all parts of the stream in one matrix; implements `Clip.embedImages`. */
export async function embedImages(
  tower: ImageTower,
  images: readonly ImageInput[],
  { keys, ...options }: EmbedImagesOptions,
): Promise<ImageEmbeddings> {
  if (keys && keys.length !== images.length) {
    throw new ClipscopeError(
      "wrong-shape",
      `${images.length} images have ${keys.length} keys: give one per image.`,
    );
  }
  const parts: ImageEmbeddings[] = [];
  const how = keys ? { ...options, keys: (index: number) => keys[index] } : options;
  for await (const part of embedImageStream(tower, images, how)) parts.push(part);
  const empty = { data: new Float32Array(0), rows: 0, cols: tower.cols, keys: [] };
  const { keys: names, ...embeddings } = concatenateRows([empty, ...parts]);
  const isNamed = keys !== undefined || images.some((image) => nameOf(image) !== undefined);
  return {
    ...embeddings,
    ...(isNamed && { keys: names }),
    indices: Int32Array.from(parts.flatMap((part) => [...part.indices])),
    failures: parts.flatMap((part) => part.failures),
  };
}

/**
 * Runs a job on each input with limited concurrency, yielding results in input order, and rethrows an error
 * of the input at the end.
 */
export async function* inOrder<T, R>(
  inputs: AsyncIterable<T> | Iterable<T>,
  atOnce: number,
  job: (input: T) => Promise<R>,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  const broken: unknown[] = [];
  const source = (async function* () {
    try {
      yield* inputs;
    } catch (error) {
      broken.push(error);
    }
  })();
  for await (const input of source) {
    const result = job(input);
    result.catch(() => {}); // a rejection is thrown where the result is awaited
    begun.push(result);
    if (begun.length === atOnce) yield begun.shift() as Promise<R>;
  }
  yield* begun;
  if (broken.length > 0) throw broken[0];
}

/** Yields to the event loop: on wasm and cpu a whole embedding would otherwise be one task. */
export const breath = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

export function positive(value: number, name: string): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new ClipscopeError("bad-argument", `${name} should be a whole number above 0, got ${value}.`);
}
