import type { VectorStore } from "../../embed/vector-store.js";
import type { Cache } from "../cache.js";
import { folderOf, modelFolder } from "./chunk.js";
import { ChunkedVectors } from "./chunked-vectors.js";

/**
 * Vectors kept in a cache, in chunks that are never changed: several programs or tabs may write at once, each
 * its own chunks, and all read those of all. A damaged chunk is dropped, so that only its rows are computed
 * again. What the cache refuses stays in memory, and is offered to it again later.
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
