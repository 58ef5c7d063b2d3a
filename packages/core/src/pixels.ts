import { ClipscopeError, type ImageInput, throwIfCancelled } from "@clipscope/types";
import { pixelBuffer, preparationThreads } from "#platform";
import {
  type DecodeOptions,
  decodeImage,
  decodingFor,
  type PreprocessConfig,
  preprocessedSize,
  preprocessImage,
} from "./images/index.js";

/** An image that could not be read: its index in the input, a name for it, and why. */
export interface ImageFailure {
  index: number;
  name: string;
  error: ClipscopeError;
}

export interface PixelBatch {
  /** Model input of the images that could be read: [indices.length · 3 · size · size]. */
  pixels: Float32Array;
  indices: number[];
  failures: ImageFailure[];
}

/** Decodes and prepares an image into `into`, on another thread. Rejects with a ClipscopeError. */
export type PrepareElsewhere = (
  image: string | Uint8Array,
  decode: DecodeOptions,
  preprocess: PreprocessConfig,
  into: Float32Array,
) => Promise<void>;

// A photograph takes up to 100 MB once decoded, so only so many are decoded at a time.
const decodedAtOnce = 4;

/**
 * Decodes and preprocesses images, batch by batch in their order, ahead of the one who takes them; on threads of
 * their own where there are some. What can't be read is in `failures`. A batch's pixels are good until `held` more are
 * asked for: a few buffers are used in turn, so that memory does not grow. Throws `cancelled`.
 */
export async function* readBatches(
  images: readonly ImageInput[],
  batchSize: number,
  preprocess: PreprocessConfig,
  signal?: AbortSignal,
  options: DecodeOptions = {},
  held = 1,
): AsyncGenerator<PixelBatch> {
  const decode = asInFamily(options, preprocess);
  const elsewhere = preparationThreads(images);
  const buffers: Float32Array[] = [];
  const inTurn = (elsewhere ? 2 : 1) + held;
  const reading: Promise<PixelBatch>[] = [];
  let begun = 0;
  let last: Promise<unknown> = Promise.resolve();
  const begin = () => {
    const start = begun++ * batchSize;
    if (start >= images.length) return;
    const end = Math.min(start + batchSize, images.length);
    const turn = (start / batchSize) % inTurn;
    buffers[turn] ??= pixelBuffer((end - start) * lengthOf(preprocess));
    const read = () => readInto(buffers[turn], images, start, end, preprocess, decode, elsewhere, signal);
    // Threads are given the whole batch; here one batch waits for the other.
    const batch = elsewhere ? read() : last.then(read);
    last = batch;
    reading.push(batch);
  };
  for (let i = 0; i < inTurn; i++) begin();
  for (let taken = 1; reading.length > 0; taken++) {
    const batch = (await reading.shift()) as PixelBatch;
    throwIfCancelled(signal, "Encoding images");
    yield batch;
    if (taken >= held) begin();
  }
}

/** The same for one image, whose failure is thrown: `[3 · size · size]`. */
export async function readPixels(
  image: ImageInput,
  preprocess: PreprocessConfig,
  signal?: AbortSignal,
): Promise<Float32Array> {
  throwIfCancelled(signal, "Reading the image");
  const into = new Float32Array(lengthOf(preprocess));
  const { pixels, failures } = await readInto(
    into,
    [image],
    0,
    1,
    preprocess,
    asInFamily({}, preprocess),
    undefined,
  );
  if (failures.length > 0) throw failures[0].error;
  return pixels;
}

/** Upright or as stored by the options, else as the checkpoint's preprocessing has it. */
const asInFamily = (options: DecodeOptions, preprocess: PreprocessConfig): DecodeOptions => ({
  ...options,
  orientation: decodingFor(preprocess, options).orientation,
});

/** Reads images[start…end) into a buffer. Never rejects; stops early, with what it has, if the signal is aborted. */
async function readInto(
  into: Float32Array,
  images: readonly ImageInput[],
  start: number,
  end: number,
  preprocess: PreprocessConfig,
  decode: DecodeOptions,
  elsewhere: PrepareElsewhere | undefined,
  signal?: AbortSignal,
): Promise<PixelBatch> {
  const length = lengthOf(preprocess);
  const read = new Set<number>();
  const failures: ImageFailure[] = [];
  let cursor = start;
  const worker = async () => {
    while (cursor < end && !signal?.aborted) {
      const index = cursor++;
      const name = nameOf(images[index], index);
      const place = into.subarray((index - start) * length, (index - start + 1) * length);
      try {
        await prepare(images[index], { ...decode, name }, preprocess, place, elsewhere);
        read.add(index);
      } catch (cause) {
        failures.push({ index, name, error: asError(cause, name) });
      }
    }
  };
  await Promise.all(Array.from({ length: elsewhere ? end - start : decodedAtOnce }, worker));
  failures.sort((a, b) => a.index - b.index);
  const indices = [...read].sort((a, b) => a - b);
  // What could be read moves up over what could not.
  indices.forEach((index, row) => {
    if (index - start !== row)
      into.copyWithin(row * length, (index - start) * length, (index - start + 1) * length);
  });
  return { pixels: into.subarray(0, indices.length * length), indices, failures };
}

async function prepare(
  image: ImageInput,
  decode: DecodeOptions,
  preprocess: PreprocessConfig,
  into: Float32Array,
  elsewhere: PrepareElsewhere | undefined,
): Promise<void> {
  const encoded = elsewhere && image instanceof Blob ? new Uint8Array(await image.arrayBuffer()) : image;
  if (elsewhere && (typeof encoded === "string" || encoded instanceof Uint8Array)) {
    return elsewhere(encoded, decode, preprocess, into);
  }
  into.set(preprocessImage(await decodeImage(image, decode), preprocess));
}

/** How many numbers an image becomes; a checkpoint has been checked to make all images one size. */
function lengthOf(preprocess: PreprocessConfig): number {
  const { width, height } = preprocessedSize(preprocess) ?? { width: 0, height: 0 };
  return 3 * width * height;
}

/** A path or URL, a file's name, or the number of the image. */
function nameOf(image: ImageInput, index: number): string {
  if (typeof image === "string") return image;
  const name = (image as { name?: unknown } | undefined)?.name;
  return typeof name === "string" && name !== "" ? name : `image ${index}`;
}

function asError(cause: unknown, name: string): ClipscopeError {
  if (cause instanceof ClipscopeError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ClipscopeError("bad-image", `${name} can't be read: ${reason}`, { cause });
}
