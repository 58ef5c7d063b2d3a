import { ClipscopeError } from "@clipscope/types";
import type * as TF from "@tensorflow/tfjs";

// TensorFlow.js is a large, optional package, so only this module imports it, on first use. Bundlers tolerate
// a missing package if its import is in a try block.

export type { TF };

/** The TensorFlow.js module, available after `loadTfjs`. */
export let tf: typeof TF;

/** Loads TensorFlow.js; further calls do nothing. Throws `not-supported` if it is not installed. */
export async function loadTfjs(): Promise<void> {
  try {
    tf ??= await import("@tensorflow/tfjs");
  } catch (cause) {
    throw notInstalled(cause as Error);
  }
}

/** Loads the wasm backend's package. Throws `not-supported` if it is not installed. */
export async function loadWasmBackend() {
  try {
    return await import("@tensorflow/tfjs-backend-wasm");
  } catch (cause) {
    throw notInstalled(cause as Error);
  }
}

/** Loads the source of the wasm backend's threads. Throws `not-supported` if it is not installed. */
export async function loadWasmThreads() {
  try {
    const { default: factory } = await import(
      "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js"
    );
    return String(factory);
  } catch (cause) {
    throw notInstalled(cause as Error);
  }
}

/** Registers the webgpu backend. Throws `not-supported` if it is not installed. */
export async function loadWebgpuBackend(): Promise<void> {
  try {
    await import("@tensorflow/tfjs-backend-webgpu");
  } catch (cause) {
    throw notInstalled(cause as Error);
  }
}

const INSTALL =
  "npm install @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0 @tensorflow/tfjs-backend-webgpu@4.22.0";

function notInstalled(cause: Error): ClipscopeError {
  return new ClipscopeError(
    "not-supported",
    `The tfjs engine can't be loaded (${cause.message.split("\n")[0]}). Install it: ${INSTALL}`,
    { cause },
  );
}
