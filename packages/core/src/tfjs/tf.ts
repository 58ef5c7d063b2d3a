import { ClipscopeError } from "@clipscope/types";
import type * as TF from "./library.js";

// TensorFlow.js is an optional package and a large one, so it is loaded when something first computes with it.

export type { TF };

/** TensorFlow.js, once `loadTfjs` has loaded it. */
export let tf: typeof TF;

const INSTALL =
  "npm install @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0 @tensorflow/tfjs-backend-webgpu@4.22.0";

/** Loads TensorFlow.js; a second call does nothing. Throws `not-supported` where it is not installed. */
export async function loadTfjs(): Promise<void> {
  tf ??= await import("./library.js").catch(refuse);
}

/** A package of TensorFlow.js for one of its backends. Throws `not-supported` where it is not installed. */
export const backendModules = {
  wasm: () => import("@tensorflow/tfjs-backend-wasm").catch(refuse),
  webgpu: () => import("@tensorflow/tfjs-backend-webgpu").catch(refuse),
};

function refuse(cause: Error): never {
  throw new ClipscopeError(
    "not-supported",
    `The tfjs engine can't be loaded (${cause.message.split("\n")[0]}). Install it: ${INSTALL}`,
    { cause },
  );
}
