import { ClipscopeError } from "@clipscope/types";
import type { Cache } from "../compute/cache.js";

export { fileCache } from "./node-file-cache.js";
export { nativeProducts } from "./node-products.js";
export { openTrainingStep } from "./node-training-step.js";

export function browserCache(_name?: string): Cache {
  throw new ClipscopeError(
    "not-supported",
    "browserCache needs a browser's database: use fileCache(folder) or memoryCache().",
  );
}
