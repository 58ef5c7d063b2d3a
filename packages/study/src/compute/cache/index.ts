export { browserCache, fileCache } from "#platform";
export { cachedVectorStore } from "./cached-vector-store.js";
export { type KeptTexts, openTexts } from "./kept-texts.js";
export { type GivenResults, givenResults, layeredCache } from "./layered-cache.js";
export { memoryCache } from "./memory-cache.js";
export { decodePack, encodePack } from "./pack.js";
