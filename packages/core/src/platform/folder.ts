import { ClipscopeError } from "@clipscope/types";
import { fetchBytes } from "./fetch.js";

/** Receives the bytes of one file so far, and its total if known. */
export type OnBytes = (done: number, total: number | undefined) => void;

export interface ReadOptions {
  signal?: AbortSignal;
  onBytes?: OnBytes;
}

/** A local file. */
export interface LocalFile {
  /** Real path, with links resolved. */
  path: string;
  /** Size in bytes. */
  size: number;
  /**
   * Reads bytes `begin` up to but not including `end`. Throws `not-found` if the file has changed since it
   * was opened, or is gone.
   */
  read(begin: number, end: number): Uint8Array;
}

/** A collection of files in any location. */
export interface Folder {
  /** Name for errors. */
  name: string;
  /** File names; undefined where they can't be listed, as over HTTP. */
  names: string[] | undefined;
  /** Whether the user selected the files individually, and can select more. */
  isChosen?: boolean;
  /** Total size of all `names`, if each of them will be read and the sizes are known. */
  bytes?: number;
  /** Opens a local file, to be read in parts; undefined for other kinds of folders. */
  open?(name: string): Promise<LocalFile | undefined>;
  /** The bytes of a file. Throws `not-found`, `network` or `cancelled`. */
  read(name: string, options?: ReadOptions): Promise<Uint8Array>;
}

/** A folder at a URL; the URL's query is added to each request. */
export function urlFolder(url: string): Folder {
  const [, path, query] = /^([^?#]*)([?][^#]*)?/.exec(url) ?? ["", url, ""];
  const base = path.endsWith("/") ? path : `${path}/`;
  return {
    name: url,
    names: undefined,
    read: (name, options) => fetchBytes(base + name + (query ?? ""), options),
  };
}

/** Selected files by name; for equal names in different folders, the file nearest to the root. */
export function filesFolder(files: Iterable<File>): Folder {
  const byName = new Map<string, { file: File; path: string }>();
  const depth = (path: string) => path.split("/").length;
  for (const file of files) {
    const path = file.webkitRelativePath || file.name;
    const other = byName.get(file.name);
    if (!other || depth(path) < depth(other.path)) byName.set(file.name, { file, path });
  }
  const top = [...byName.values()][0]?.path.split("/");
  return {
    name: top && top.length > 1 ? top[0] : "The chosen files",
    isChosen: true,
    names: [...byName.keys()],
    read: async (name, { signal, onBytes } = {}) => {
      const file = byName.get(name)?.file;
      if (!file) throw notFound(name, "the chosen files");
      try {
        return await readStream(file.stream(), file.size, onBytes, signal);
      } catch (cause) {
        if (signal?.aborted)
          throw new ClipscopeError("cancelled", `Reading ${name} was cancelled.`, { cause });
        const reason = (cause as Error).message;
        throw new ClipscopeError("not-found", `${name} can't be read (${reason}). Choose the files again.`, {
          cause,
        });
      }
    },
  };
}

/** A folder of files in memory. */
export function memoryFolder(files: Readonly<Record<string, Uint8Array>>): Folder {
  return {
    name: "The files in memory",
    names: Object.keys(files),
    read: async (name, { onBytes } = {}) => {
      const bytes = files[name];
      if (!bytes) throw notFound(name, "the files in memory");
      onBytes?.(bytes.length, bytes.length);
      return bytes;
    },
  };
}

/**
 * Reads all bytes of a stream. Rejects if there are fewer or more than `total`, or with the signal's reason.
 */
export async function readStream(
  stream: ReadableStream<Uint8Array>,
  total: number | undefined,
  onBytes?: OnBytes,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  let bytes = new Uint8Array(total ?? 1 << 20);
  let done = 0;
  const reader = stream.getReader();
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { done: ended, value } = await reader.read();
      if (ended) break;
      if (done + value.length > bytes.length) {
        const larger = new Uint8Array(Math.max(bytes.length * 2, done + value.length));
        larger.set(bytes);
        bytes = larger;
      }
      bytes.set(value, done);
      done += value.length;
      onBytes?.(done, total);
    }
  } catch (cause) {
    reader.cancel().catch(() => {});
    throw cause;
  }
  if (total !== undefined && done !== total) throw new Error(`got ${done} of ${total} bytes`);
  return done === bytes.length ? bytes : bytes.slice(0, done);
}

function notFound(name: string, where: string): ClipscopeError {
  return new ClipscopeError("not-found", `There is no ${name} in ${where}.`);
}
