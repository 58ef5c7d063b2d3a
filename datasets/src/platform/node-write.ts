import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ClipscopeError } from "@clipscope/types";

/**
 * Writes a file part by part, under a temporary name until it is complete. Throws `storage-full`, `not-found`
 * for a missing folder, and `access-denied`.
 */
export async function writeParts(
  path: string,
  parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const unfinished = `${path}.${process.pid}.part`;
  try {
    await pipeline(Readable.from(nonEmpty(parts), { objectMode: true }), createWriteStream(unfinished));
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true });
    if (cause instanceof ClipscopeError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOSPC" || code === "EDQUOT") {
      throw new ClipscopeError("storage-full", `There is no space left to write ${path}.`, { cause });
    }
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new ClipscopeError("not-found", `The folder of ${path} does not exist.`, { cause });
    }
    if (code === undefined) throw cause;
    throw new ClipscopeError("access-denied", `${path} can't be written (${code}).`, { cause });
  }
}

/** Skips empty parts, at which a stream would end. */
async function* nonEmpty(parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) {
  for await (const part of parts) if (part.length > 0) yield part;
}
