import type { VectorStore } from "../../embed/vector-store.js";
import type { Cache } from "../cache.js";
import { folderOf, modelFolder } from "./chunk.js";
import { ChunkedVectors } from "./chunked-vectors.js";

/**
 * Vectors kept in a cache, in immutable chunks: several programs or tabs may write chunks of their own at the same
 * time, and each reads the chunks of all. A damaged chunk is dropped, so that only its rows are computed again.
 * Rows that the cache does not accept stay in memory, and writing them is tried again later.
 */
export function cachedVectorStore(cache: Cache): VectorStore {
  const open = new Map<string, ChunkedVectors>();
  return {
    async open(key) {
      const folder = folderOf(key);
      const vectors = open.get(folder) ?? new ChunkedVectors(cache, key);
      open.set(folder, vectors);
      return vectors;
    },
    async forget(model) {
      const prefix = modelFolder(model);
      for (const [folder, vectors] of open) if (folder.startsWith(prefix)) vectors.clear();
      await cache.forget(prefix);
    },
  };
}
