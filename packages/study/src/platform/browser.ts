import { ClipscopeError } from "@clipscope/types";
import type { Cache } from "../compute/cache.js";

export { browserCache } from "./browser-cache.js";
export { openTrainingStep } from "./browser-training-step.js";

/** Undefined: browsers have no native products, and toolkit's are faster than ONNX Runtime's in WebAssembly. */
export async function nativeProducts() {
  return undefined;
}

export function fileCache(folder: string): Cache {
  throw new ClipscopeError(
    "not-supported",
    `A browser can't keep files in the folder ${folder}: use browserCache() or memoryCache().`,
  );
}
