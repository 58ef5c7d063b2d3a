/** The module that a thread of `preparationThreads` runs. */
import { parentPort } from "node:worker_threads";
import { ClipscopeError } from "../errors.js";
import { decodeImage } from "../images/decode.js";
import { preprocessImage } from "../images/preprocess.js";
import type { PrepareReply, PrepareRequest } from "./node-prepare.js";

// Two at a time: while one is resized here, the other is decoded by libvips.
const AT_ONCE = 2;

const waiting: PrepareRequest[] = [];
let busy = 0;

parentPort?.on("message", (request: PrepareRequest) => {
  waiting.push(request);
  if (busy < AT_ONCE) void work();
});

async function work(): Promise<void> {
  busy++;
  for (let request = waiting.shift(); request; request = waiting.shift()) {
    parentPort?.postMessage(await answer(request));
  }
  busy--;
}

async function answer({
  id,
  image,
  decode,
  preprocess,
  buffer,
  offset,
}: PrepareRequest): Promise<PrepareReply> {
  try {
    const pixels = preprocessImage(await decodeImage(image, decode), preprocess);
    new Float32Array(buffer, offset, pixels.length).set(pixels);
    return { id };
  } catch (error) {
    if (error instanceof ClipscopeError) return { id, error: { code: error.code, message: error.message } };
    const message = `${decode.name} can't be read: ${error instanceof Error ? error.message : String(error)}`;
    return { id, error: { code: "bad-image", message } };
  }
}
