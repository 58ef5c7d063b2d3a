import type { Embeddings, ImageInput, OnProgress } from "@clipscope/types";
import { ClipscopeError, concatenateRows, normalizeRows, throwIfCancelled } from "@clipscope/types";
import type { Engine, Features } from "./engine/engine.js";
import type { DecodeOptions, PreprocessConfig } from "./images/index.js";
import { type ImageFailure, nameOf, type PixelBatch, readBatches } from "./pixels.js";

export interface EmbedOptions {
  /** "projected" (default): the shared space, `projectionDim` wide. "preProjection": the tower's own output, `hiddenSize` wide, which the paper's linear probes use. */
  features?: Features;
  /** Scale each row to length 1. Default true. */
  normalize?: boolean;
  /** Inputs in one pass through the model, at most. Without it the engine chooses. */
  batchSize?: number;
  onProgress?: OnProgress;
  /** Looked at before any work, and between batches. */
  signal?: AbortSignal;
}

export interface EmbedImagesOptions extends EmbedOptions {
  /** What to do with alpha, EXIF orientation and 16 bits. */
  decode?: Omit<DecodeOptions, "name">;
  /** A key for each image. Without it, an image's path, URL or file name, or "image 3" for one without a name. */
  keys?: readonly string[];
}

export interface ImageStreamOptions extends Omit<EmbedImagesOptions, "keys"> {
  /** The key of the image of that index. Without it, its path, URL or file name, or "image 3" where it has no name. */
  keys?: (index: number) => string;
  /** How many images there will be, for `onProgress`. Without it, the length of a list, and otherwise those done so far. */
  total?: number;
}

/** Images, at once or as they come. An error in the place of an image is that row's failure. */
export type ImageStream = Iterable<ImageInput | Error> | AsyncIterable<ImageInput | Error>;

export interface ImageEmbeddings extends Embeddings {
  /** Row -> index of its image in the input, ascending: `[rows]`. */
  indices: Int32Array;
  /** The images that have no row, and why. */
  failures: ImageFailure[];
}

/** How an image tower takes images: a part of a model. */
export interface ImageTower {
  engine: Pick<Engine, "streams" | "imageBatch" | "embedPixels">;
  preprocess: PreprocessConfig;
  /** Numbers in an embedding. */
  cols: number;
}

export const EMBED_OPTIONS = ["features", "normalize", "batchSize", "onProgress", "signal"] as const;
export const IMAGE_OPTIONS = [...EMBED_OPTIONS, "decode", "keys"] as const;

/** Embeddings of any number of images, a batch at a time in the order of the input: the body of `Clip.embedImageStream`. */
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
  // The next batches are decoded while these are computed.
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

/** All parts of the stream as one matrix: the body of `Clip.embedImages`. */
export async function embedImages(
  tower: ImageTower,
  images: readonly ImageInput[],
  { keys, ...options }: EmbedImagesOptions,
): Promise<ImageEmbeddings> {
  if (keys && keys.length !== images.length) {
    throw new ClipscopeError(
      "wrong-shape",
      `${images.length} images have ${keys.length} keys: give one for each.`,
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

/** What a job makes of each input, in their order, with so many begun at a time; then the error of an input that broke. */
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

/** Lets the event loop run: on wasm and cpu a whole embedding would otherwise be one task. */
export const breath = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

export function positive(value: number, name: string): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new ClipscopeError("bad-argument", `${name} should be a whole number above 0, got ${value}.`);
}
