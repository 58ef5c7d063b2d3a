import type { Cache } from "../cache.js";
import { cacheParts } from "./cache-parts.js";

/** A cache for the lifetime of the program. */
export function memoryCache(): Cache {
  const all = new Map<string, Uint8Array>();
  const keys = async (prefix: string) => [...all.keys()].filter((key) => key.startsWith(prefix)).sort();
  return {
    read: async (key) => all.get(key)?.slice(),
    async write(key, bytes) {
      all.set(key, bytes.slice());
      return "kept";
    },
    keys,
    async forget(prefix) {
      for (const key of await keys(prefix)) all.delete(key);
    },
    async usage() {
      const parts = cacheParts(Array.from(all, ([key, { byteLength }]) => [key, byteLength] as const));
      return { bytes: parts.reduce((sum, part) => sum + part.bytes, 0), where: "memory", parts };
    },
  };
}
