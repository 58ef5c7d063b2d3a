import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { ClipscopeError, type ClipscopeErrorCode } from "../errors.js";
import { type DecodeOptions, decodeImage } from "../images/decode.js";
import type { ImageInput } from "../images/image.js";
import { type PreprocessConfig, preprocessImage } from "../images/preprocess.js";
import type { PrepareElsewhere } from "../pixels.js";

// Decoding is native and runs beside everything else, but resizing as Pillow does is JavaScript, and ONNX Runtime
// keeps the thread that calls it busy while it computes. So images are prepared on threads of their own.

/** What a thread is asked: to write an image, prepared, to a place in a shared buffer. */
export interface PrepareRequest {
  id: number;
  image: string | Uint8Array;
  decode: DecodeOptions;
  preprocess: PreprocessConfig;
  buffer: SharedArrayBuffer;
  /** In bytes. */
  offset: number;
}

export interface PrepareReply {
  id: number;
  error?: { code: ClipscopeErrorCode; message: string };
}

/** From so many encoded images on, the start of the threads pays. */
const WORTH_THREADS = 48;
const MOST_THREADS = 8;

const threads: Thread[] = [];
let given = 0;
let failed = false; // threads don't start here, as in a program that was bundled into one file

/** A way to prepare images on other threads, or undefined where it is not worth it. */
export function preparationThreads(images: readonly ImageInput[]): PrepareElsewhere | undefined {
  const encoded = images.filter((image) => typeof image === "string" || !("width" in image)).length;
  if (encoded < WORTH_THREADS || failed) return undefined;
  while (threads.length < Math.min(availableParallelism(), MOST_THREADS)) threads.push(new Thread());
  return async (image, decode, preprocess, into) => {
    const { buffer, byteOffset: offset } = into;
    const request = { image, decode, preprocess, buffer: buffer as SharedArrayBuffer, offset };
    const done = failed ? false : await threads[given++ % threads.length].prepare(request);
    if (!done) into.set(preprocessImage(await decodeImage(image, decode), preprocess));
  };
}

/** Numbers that threads can write to. */
export function pixelBuffer(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}

class Thread {
  readonly #worker: Worker;
  readonly #jobs = new Map<number, { resolve: (done: boolean) => void; reject: (error: Error) => void }>();
  #count = 0;

  constructor() {
    // Node runs only built modules, so when this file itself runs from its source, as in tests, the thread comes
    // from the package's `dist`, without the tests' own Node options.
    const fromSource = import.meta.url.endsWith(".ts");
    const module = fromSource ? "../../dist/platform/node-prepare-thread.js" : "./node-prepare-thread.js";
    this.#worker = new Worker(new URL(module, import.meta.url), fromSource ? { execArgv: [] } : {});
    this.#worker.unref();
    this.#worker.on("message", (reply: PrepareReply) => this.#settle(reply));
    this.#worker.on("error", () => this.#stop());
    this.#worker.on("exit", () => this.#stop());
  }

  /** False if threads don't work here. Rejects with what is wrong with the image. */
  prepare(request: Omit<PrepareRequest, "id">): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const id = this.#count++;
      this.#jobs.set(id, { resolve, reject });
      this.#worker.ref(); // the program stays while there is work
      this.#worker.postMessage({ ...request, id } satisfies PrepareRequest);
    });
  }

  #settle({ id, error }: PrepareReply): void {
    const job = this.#jobs.get(id);
    this.#jobs.delete(id);
    if (this.#jobs.size === 0) this.#worker.unref();
    if (error) job?.reject(new ClipscopeError(error.code, error.message));
    else job?.resolve(true);
  }

  #stop(): void {
    failed = true;
    for (const { resolve } of this.#jobs.values()) resolve(false);
    this.#jobs.clear();
  }
}
