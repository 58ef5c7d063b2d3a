import type { Embeddings, ImageInput, OnProgress } from "@clipscope/types";
import { ClipscopeError } from "@clipscope/types";
import type { Engine, Features } from "./engine/engine.js";
import type { DecodeOptions, PreprocessConfig } from "./images/index.js";
import { type ImageFailure, type PixelBatch, readBatches } from "./pixels.js";

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

export interface ImageEmbeddings extends Embeddings {
  /** Row -> index of its image in the input, ascending. */
  indices: Int32Array;
  /** The images that have no row, and why. */
  failures: ImageFailure[];
}

/** What an image tower gives for images, `[rows, cols]`, in the order of the input: the body of `Clip.embedImages`. */
export async function embedImages(
  engine: Pick<Engine, "streams" | "imageBatch" | "embedPixels">,
  preprocess: PreprocessConfig,
  cols: number,
  images: readonly ImageInput[],
  options: EmbedImagesOptions,
): Promise<ImageEmbeddings> {
  const { features = "projected", normalize = true, decode, onProgress, signal } = options;
  const { streams, imageBatch } = engine;
  const few = Math.ceil(images.length / streams); // for every stream to have some
  const batchSize = positive(options.batchSize ?? Math.max(1, Math.min(imageBatch, few)), "batchSize");
  const data = new Float32Array(images.length * cols);
  const indices: number[] = [];
  const failures: ImageFailure[] = [];
  let done = 0;
  const embed = async (batch: PixelBatch) => {
    failures.push(...batch.failures);
    if (batch.indices.length === 0) return;
    const start = indices.length * cols;
    indices.push(...batch.indices);
    data.set(await engine.embedPixels(batch.pixels, batch.indices.length, features), start);
  };
  // The next batches are decoded while these are computed.
  const batches = readBatches(images, batchSize, preprocess, signal, decode, streams);
  for await (const _ of inOrder(batches, streams, embed)) {
    done = Math.min(done + batchSize, images.length);
    onProgress?.({ stage: "encoding images", done, total: images.length });
    await breath();
  }
  const rows = indices.length;
  const embeddings = { data: data.slice(0, rows * cols), rows, cols };
  if (normalize) scaleRows(embeddings);
  return { ...embeddings, indices: Int32Array.from(indices), failures };
}

/** Scales each row to Euclidean length 1, in place; a row of zeros stays as it is. */
export function scaleRows({ data, rows, cols }: Embeddings): void {
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
export async function* inOrder<T, R>(
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
export const breath = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

export function positive(value: number, name: string): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new ClipscopeError("bad-argument", `${name} should be a whole number above 0, got ${value}.`);
}
