import { ClipscopeError } from "@clipscope/types";
import type { Cache } from "../compute/cache.js";

export { browserCache } from "./browser-cache.js";

export function fileCache(folder: string): Cache {
  throw new ClipscopeError(
    "not-supported",
    `A browser can't keep files in the folder ${folder}: use browserCache() or memoryCache().`,
  );
}
