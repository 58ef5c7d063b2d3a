import type { Cache } from "../cache.js";
import { decodePack } from "./pack.js";

/** Results that come with a program, to be read before anything is computed. */
export interface GivenResults {
  /**
   * Reads the pack on the first call; until then there are none. Nothing is given if it is missing, damaged or can't
   * be read: then everything is computed.
   */
  open(): Promise<void>;
  /** An entry, as a view; undefined before `open`. */
  get(key: string): Uint8Array | undefined;
  keys(prefix: string): readonly string[];
}

/** The results in a pack that `encodePack` wrote. `read` gives its bytes, or undefined if there is none. */
export function givenResults(read: () => Promise<Uint8Array | undefined>): GivenResults {
  let entries: ReadonlyMap<string, Uint8Array> = new Map();
  let opening: Promise<void> | undefined;
  return {
    open() {
      opening ??= read()
        .then((bytes) => {
          if (bytes) entries = decodePack(bytes);
        })
        .catch(() => {});
      return opening;
    },
    get: (key) => entries.get(key),
    keys: (prefix) => [...entries.keys()].filter((key) => key.startsWith(prefix)),
  };
}

/**
 * A cache above results that come with a program: what they hold is read from there and not stored again; everything
 * else is read from and written to `own`. `forget` and `usage` are about `own` alone.
 */
export function layeredCache(own: Cache, given: Pick<GivenResults, "get" | "keys">): Cache {
  return {
    read: async (key) => given.get(key)?.slice() ?? own.read(key),
    write: async (key, bytes) => (given.get(key) === undefined ? own.write(key, bytes) : "kept"),
    keys: async (prefix) => [...new Set([...given.keys(prefix), ...(await own.keys(prefix))])].sort(),
    forget: (prefix) => own.forget(prefix),
    usage: () => own.usage(),
  };
}
