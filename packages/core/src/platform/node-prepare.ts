import { availableParallelism } from "node:os";
import { type DecodeOptions, decodeImage } from "../images/decode.js";
import { type PreprocessConfig, preprocessImage } from "../images/preprocess.js";
import type { PrepareElsewhere } from "../pixels.js";
import { NO_THREAD, NodeThread } from "./node-thread.js";

// Decoding is native and runs in parallel, but Pillow-compatible resizing is JavaScript, and ONNX Runtime
// blocks the calling thread while it computes. So images are preprocessed on separate threads.

/** A request to the thread: write a preprocessed image at an offset of a shared buffer. */
export interface PrepareRequest {
  image: string | Uint8Array;
  decode: DecodeOptions;
  preprocess: PreprocessConfig;
  buffer: SharedArrayBuffer;
  /** Offset in bytes. */
  offset: number;
}

/** Number of encoded images from which starting threads pays off. */
const WORTH_THREADS = 48;
const MOST_THREADS = 8;

const threads: NodeThread[] = [];
let given = 0;
let failed = false;

/**
 * A function that preprocesses images on other threads; undefined if it does not pay off for this many
 * encoded images.
 */
export function preparationThreads(encoded: number): PrepareElsewhere | undefined {
  if (encoded < WORTH_THREADS || failed) return undefined;
  while (threads.length < Math.min(availableParallelism(), MOST_THREADS)) {
    threads.push(new NodeThread("node-prepare-thread.js"));
  }
  return async (image, decode, preprocess, into) => {
    const { buffer, byteOffset: offset } = into;
    const request: PrepareRequest = {
      image,
      decode,
      preprocess,
      buffer: buffer as SharedArrayBuffer,
      offset,
    };
    failed ||= (await threads[given++ % threads.length].ask(request)) === NO_THREAD;
    if (failed) into.set(preprocessImage(await decodeImage(image, decode), preprocess));
  };
}

/** A buffer of numbers in shared memory. */
export function pixelBuffer(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}
