import { deleteDB, type IDBPDatabase, openDB } from "idb";
import { cacheParts } from "../compute/cache/cache-parts.js";
import { formatBytes } from "../compute/cache/format-bytes.js";
import type { Cache } from "../compute/cache.js";

/** Database of earlier versions, whose vectors have different keys. */
const OUTDATED = "clipscope";

/**
 * A cache in the browser's IndexedDB database of this name. Preferred to the origin private file system because it
 * is available in pages, workers and private windows of every browser, and because writes are atomic. Sizes are in
 * a separate store, so that usage is known without reading values.
 */
export function browserCache(name = "clipscope-study"): Cache {
  let opened: Promise<IDBPDatabase> | undefined;
  let problem: string | undefined;

  const open = (): Promise<IDBPDatabase> => {
    opened ??= openDatabase(name, () => {
      opened = undefined;
    });
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  };
  /** Runs `work`, and if it fails once more with a new connection, since browsers close idle connections. */
  const attempt = async <T>(work: (database: IDBPDatabase) => Promise<T>): Promise<T> => {
    const database = await open();
    try {
      return await work(database);
    } catch (error) {
      if (isFull(error)) throw error;
      database.close();
      opened = undefined;
      return work(await open());
    }
  };
  /** Sizes by key, read at once so that both lists are of one moment. */
  const sizes = () =>
    attempt(async (database): Promise<[string, number][]> => {
      const { store } = database.transaction("sizes");
      const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
      return keys.map((key, i) => [key as string, values[i]]);
    }).catch((error: Error): [string, number][] => {
      problem ??= unavailable(error);
      return [];
    });
  const kept = async () => (await sizes()).reduce((sum, [, size]) => sum + size, 0);

  return {
    read: (key) =>
      attempt<Uint8Array | undefined>((database) => database.get("values", key)).catch(() => undefined),
    async write(key, bytes) {
      // Storing a view would store its whole buffer.
      const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
      try {
        await attempt(async (database) => {
          const change = database.transaction(["values", "sizes"], "readwrite", { durability: "relaxed" });
          await Promise.all([
            change.objectStore("values").put(own, key),
            change.objectStore("sizes").put(own.byteLength, key),
            change.done,
          ]);
        });
        problem = undefined;
        return "kept";
      } catch (error) {
        const full = isFull(error);
        problem = full
          ? `This browser has no space left for the page: the ${formatBytes(await kept())} in it are kept, and new results last until the tab is closed. Free disk space, or forget the stored results.`
          : unavailable(error as Error);
        return full ? "full" : "unavailable";
      }
    },
    keys: (prefix) =>
      attempt(async (database) => (await database.getAllKeys("sizes", rangeOf(prefix))) as string[]).catch(
        () => [],
      ),
    async forget(prefix) {
      await attempt(async (database) => {
        const change = database.transaction(["values", "sizes"], "readwrite");
        const range = rangeOf(prefix);
        await Promise.all([
          change.objectStore("values").delete(range),
          change.objectStore("sizes").delete(range),
          change.done,
        ]);
      }).catch(() => {});
    },
    async usage() {
      const parts = cacheParts(await sizes());
      const storage = globalThis.navigator?.storage as StorageManager | undefined;
      const quota = await storage?.estimate?.().then(
        (estimate) => estimate.quota,
        () => undefined,
      );
      return {
        bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
        parts,
        ...(quota !== undefined && { quota }),
        where: "this browser",
        ...(problem !== undefined && { problem }),
      };
    },
  };
}

async function openDatabase(name: string, closed: () => void): Promise<IDBPDatabase> {
  if (name !== OUTDATED) deleteDB(OUTDATED).catch(() => {}); // if another tab has it open, it is deleted when that tab closes it
  return openDB(name, 1, {
    upgrade(database) {
      database.createObjectStore("values");
      database.createObjectStore("sizes");
    },
    blocking: (_current, _blocked, event) => {
      (event.target as IDBDatabase).close();
      closed();
    },
    terminated: closed,
  });
}

const unavailable = ({ message }: Error): string =>
  `This browser keeps nothing for the page (${message}): what is computed lasts until the tab is closed. Allow the page to store data, or leave the private window.`;

const isFull = (error: unknown) => (error as Error | null)?.name === "QuotaExceededError";

const rangeOf = (prefix: string) => IDBKeyRange.bound(prefix, `${prefix}\uffff`);
