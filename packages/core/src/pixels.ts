import { ClipscopeError, type ImageInput, throwIfCancelled } from "@clipscope/types";
import { pixelBuffer, preparationThreads } from "#platform";
import { checkDecodeOptions } from "./images/decode.js";
import {
  type DecodeOptions,
  decodeImage,
  decodingFor,
  type PreprocessConfig,
  preprocessedSize,
  preprocessImage,
} from "./images/index.js";

/** An image that could not be read: its index in the input, its name, and the reason. */
export interface ImageFailure {
  index: number;
  name: string;
  error: ClipscopeError;
}

export interface PixelBatch {
  /** Model inputs of the readable images: `[indices.length · 3 · size · size]`. */
  pixels: Float32Array;
  indices: number[];
  /** Their names: `[indices.length]`. */
  names: string[];
  failures: ImageFailure[];
}

/** Decodes and preprocesses an image into `into`, on another thread. Rejects with a ClipscopeError. */
export type PrepareElsewhere = (
  image: string | Uint8Array,
  decode: DecodeOptions,
  preprocess: PreprocessConfig,
  into: Float32Array,
) => Promise<void>;

// A decoded photograph takes up to 100 MB, so the number decoded at a time is limited.
const decodedAtOnce = 4;

export interface ReadBatchesOptions {
  batchSize: number;
  preprocess: PreprocessConfig;
  decode?: DecodeOptions;
  /** Number of batches in use at the same time. Default 1. */
  held?: number;
  signal?: AbortSignal;
}

/**
 * Decodes and preprocesses images batch by batch, in order, ahead of the consumer, on worker threads if
 * available. Unreadable images are listed in `failures`. A batch's pixels stay valid until `held` more
 * batches are requested, since buffers are reused. Throws `cancelled`, and any error of the source.
 */
export async function* readBatches(
  images: Iterable<ImageInput | Error> | AsyncIterable<ImageInput | Error>,
  { batchSize, preprocess, decode: options = {}, held = 1, signal }: ReadBatchesOptions,
): AsyncGenerator<PixelBatch> {
  throwIfCancelled(signal, "Encoding images");
  checkDecodeOptions(options);
  const decode = decodingFor(preprocess, options);
  const source = groups(images, batchSize);
  let encoded = Array.isArray(images) ? images.filter(isEncoded).length : 0;
  const buffers: Float32Array[] = [];
  const inTurn = 2 + held;
  const reading: Promise<PixelBatch | undefined>[] = [];
  let begun = 0;
  let ended = false;
  let last: Promise<unknown> = Promise.resolve();
  const readNext = async (turn: number): Promise<PixelBatch | undefined> => {
    const { done, value: group } = await source.next();
    if (done) return undefined;
    if (!Array.isArray(images)) encoded += group.images.filter(isEncoded).length;
    const elsewhere = preparationThreads(encoded);
    buffers[turn] ??= pixelBuffer(group.images.length * lengthOf(preprocess)); // only the last group is shorter
    const read = () => readInto(buffers[turn], group, { preprocess, decode, elsewhere, signal });
    // Threads get the whole batch at once; on this thread, batches are sequential.
    const batch = elsewhere ? read() : last.then(read);
    last = batch;
    return batch;
  };
  const begin = () => {
    if (ended) return;
    const batch = readNext(begun++ % inTurn);
    batch.catch(() => {}); // a rejection is thrown where the batch is awaited
    reading.push(batch);
  };
  try {
    for (let i = 0; i < inTurn; i++) begin();
    for (let taken = 1; reading.length > 0; taken++) {
      const batch = await reading.shift();
      throwIfCancelled(signal, "Encoding images");
      ended ||= batch === undefined;
      if (!batch) continue;
      yield batch;
      if (taken >= held) begin();
    }
  } finally {
    void source.return(undefined).catch(() => {}); // releases the source after its last item
  }
}

/** Decodes and preprocesses one image: `[3 · size · size]`. Throws decoding errors and `cancelled`. */
export async function readPixels(
  image: ImageInput,
  preprocess: PreprocessConfig,
  signal?: AbortSignal,
): Promise<Float32Array> {
  throwIfCancelled(signal, "Reading the image");
  const into = new Float32Array(lengthOf(preprocess));
  const { pixels, failures } = await readInto(
    into,
    { start: 0, images: [image] },
    { preprocess, decode: decodingFor(preprocess) },
  );
  if (failures.length > 0) throw failures[0].error;
  return pixels;
}

/** Consecutive images, with the index of the first. */
interface Group {
  start: number;
  images: (ImageInput | Error)[];
}

async function* groups(
  images: Iterable<ImageInput | Error> | AsyncIterable<ImageInput | Error>,
  size: number,
): AsyncGenerator<Group, undefined> {
  let group: Group = { start: 0, images: [] };
  for await (const image of images) {
    group.images.push(image);
    if (group.images.length < size) continue;
    yield group;
    group = { start: group.start + size, images: [] };
  }
  if (group.images.length > 0) yield group;
}

interface ReadIntoOptions {
  preprocess: PreprocessConfig;
  decode: DecodeOptions;
  elsewhere?: PrepareElsewhere;
  signal?: AbortSignal;
}

/**
 * Reads a group's images into a buffer. Never rejects; stops early, keeping partial results, if the signal is
 * aborted.
 */
async function readInto(
  into: Float32Array,
  { start, images }: Group,
  { preprocess, decode, elsewhere, signal }: ReadIntoOptions,
): Promise<PixelBatch> {
  const length = lengthOf(preprocess);
  const read = new Set<number>();
  const failures: ImageFailure[] = [];
  const named = (at: number) => nameOf(images[at]) ?? `image ${start + at}`;
  let cursor = 0;
  const worker = async () => {
    while (cursor < images.length && !signal?.aborted) {
      const at = cursor++;
      const name = named(at);
      const place = into.subarray(at * length, (at + 1) * length);
      try {
        await prepare(checkInput(images[at], name), { ...decode, name }, preprocess, place, elsewhere);
        read.add(at);
      } catch (cause) {
        failures.push({ index: start + at, name, error: asError(cause, name) });
      }
    }
  };
  await Promise.all(Array.from({ length: elsewhere ? images.length : decodedAtOnce }, worker));
  failures.sort((a, b) => a.index - b.index);
  const places = [...read].sort((a, b) => a - b);
  // Close the gaps left by unreadable images.
  places.forEach((at, row) => {
    if (at !== row) into.copyWithin(row * length, at * length, (at + 1) * length);
  });
  return {
    pixels: into.subarray(0, places.length * length),
    indices: places.map((at) => start + at),
    names: places.map(named),
    failures,
  };
}

/** Throws `bad-image` for an invalid input; rethrows an Error given in place of an image. */
function checkInput(image: unknown, name: string): ImageInput {
  if (image instanceof Error) throw image;
  if (typeof image === "string" || image instanceof Uint8Array || image instanceof Blob) return image;
  if (typeof image === "object" && image !== null && "width" in image && "data" in image) {
    return image as ImageInput;
  }
  const kind = image === null || typeof image !== "object" ? String(image) : image.constructor?.name;
  throw new ClipscopeError(
    "bad-image",
    `${name} is ${kind}: give pixels { width, height, data }, the bytes of a file as a Uint8Array, a file or blob, a path or a URL.`,
  );
}

/** Whether an image needs decoding, which other threads can do. */
const isEncoded = (image: unknown) =>
  typeof image === "string" || image instanceof Uint8Array || image instanceof Blob;

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

/** Length of a preprocessed image; the checkpoint check ensures one size for all images. */
function lengthOf(preprocess: PreprocessConfig): number {
  const { width, height } = preprocessedSize(preprocess) ?? { width: 0, height: 0 };
  return 3 * width * height;
}

/** The path, URL, or file name with its folders, if the image has one. */
export function nameOf(image: unknown): string | undefined {
  if (typeof image === "string") return image;
  const { webkitRelativePath, name } = Object(image) as { webkitRelativePath?: unknown; name?: unknown };
  const given = webkitRelativePath || (image instanceof Error ? undefined : name);
  return typeof given === "string" && given !== "" ? given : undefined;
}

function asError(cause: unknown, name: string): ClipscopeError {
  if (cause instanceof ClipscopeError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ClipscopeError("bad-image", `${name} can't be read: ${reason}`, { cause });
}
