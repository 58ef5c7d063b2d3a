/** The worker module of `preparationThreads`. */
import { ClipscopeError } from "@clipscope/types";
import { decodeImage } from "../images/decode.js";
import { preprocessImage } from "../images/preprocess.js";
import type { PrepareRequest } from "./node-prepare.js";
import { answerQuestions } from "./node-thread.js";

// Two at a time: while one is resized here, the other is decoded by libvips.
answerQuestions(prepare, 2);

async function prepare({ image, decode, preprocess, buffer, offset }: PrepareRequest): Promise<void> {
  try {
    const pixels = preprocessImage(await decodeImage(image, decode), preprocess);
    new Float32Array(buffer, offset, pixels.length).set(pixels);
  } catch (error) {
    if (error instanceof ClipscopeError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ClipscopeError("bad-image", `${decode.name} can't be read: ${reason}`);
  }
}
