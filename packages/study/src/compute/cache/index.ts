export { browserCache, fileCache } from "#platform";
export { cachedVectorStore } from "./cached-vector-store.js";
export { type KeptTexts, openTexts } from "./kept-texts.js";
export { memoryCache } from "./memory-cache.js";
