import type { Hash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import { ClipscopeError } from "@clipscope/types";
import type { LocalFile, ReadOptions } from "./folder.js";

/** Bytes read at a time; the signal is checked between pieces. */
const PIECE = 1 << 24;

/**
 * The bytes of a file of any size, unlike `fs.readFile`, which rejects files above 2 GiB. Throws `not-found`
 * or `cancelled`.
 */
export async function readPath(path: string, options: ReadOptions = {}): Promise<Uint8Array> {
  try {
    const handle = await open(path);
    try {
      const found = await handle.stat();
      // A pipe or a device has no size, and ends when it ends.
      return found.isFile() ? await readBytes(handle, found.size, options) : await handle.readFile(options);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (options.signal?.aborted) {
      throw new ClipscopeError("cancelled", `Reading ${path} was cancelled.`, { cause });
    }
    throw new ClipscopeError("not-found", `${path} can't be read: ${(cause as Error).message}.`, { cause });
  }
}

/**
 * The first `size` bytes of an open file, hashed along the way if requested. Rejects with the signal's
 * reason.
 */
export async function readBytes(
  handle: FileHandle,
  size: number,
  { signal, onBytes, hash }: ReadOptions & { hash?: Hash } = {},
): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  onBytes?.(0, size);
  for (let at = 0; at < size; ) {
    signal?.throwIfAborted();
    const { bytesRead } = await handle.read(bytes, at, Math.min(PIECE, size - at), at);
    if (bytesRead === 0) throw new Error(`it ends at byte ${at} of ${size}`);
    hash?.update(bytes.subarray(at, at + bytesRead));
    at += bytesRead;
    onBytes?.(at, size);
  }
  return bytes;
}

/**
 * Opens a file to be read in parts, which must not change meanwhile; undefined if it is missing or not a
 * file.
 */
export async function openLocalFile(place: string): Promise<LocalFile | undefined> {
  const found = await stat(place).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const path = await realpath(place);
  const { size, mtimeMs } = found;
  const read = (begin: number, end: number) => {
    const bytes = new Uint8Array(end - begin);
    const file = openSync(path, "r");
    try {
      const now = fstatSync(file);
      if (now.size !== size || now.mtimeMs !== mtimeMs) throw new Error("it was changed after it was opened");
      for (let at = 0; at < bytes.length; ) {
        const count = readSync(file, bytes, at, Math.min(PIECE, bytes.length - at), begin + at);
        if (count === 0) throw new Error(`it ends at byte ${begin + at}`);
        at += count;
      }
    } finally {
      closeSync(file);
    }
    return bytes;
  };
  const readable = (begin: number, end: number) => {
    try {
      return read(begin, end);
    } catch (cause) {
      throw new ClipscopeError("not-found", `${path} can't be read: ${(cause as Error).message}.`, { cause });
    }
  };
  return { path, size, read: readable };
}
