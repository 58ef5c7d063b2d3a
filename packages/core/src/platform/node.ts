import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ClipscopeError } from "../errors.js";
import type { DecodedPixels } from "../images/decode.js";
import { fetchBytes, isUrl } from "./fetch.js";

/** Decodes an image file with libvips. Rejects if it can't. */
export async function decodePixels(encoded: Uint8Array | Blob): Promise<DecodedPixels> {
  const { default: sharp } = await import("sharp"); // on first use: it takes a tenth of a second to load
  const bytes = encoded instanceof Blob ? new Uint8Array(await encoded.arrayBuffer()) : encoded;
  const { data, info } = await sharp(bytes, { failOn: "error", ignoreIcc: true })
    .autoOrient()
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels as 3 | 4, data };
}

/** The bytes of a URL or of a file. Throws `not-found`, `network` or `cancelled`. */
export async function readUrlOrPath(place: string, signal?: AbortSignal): Promise<Uint8Array> {
  if (isUrl(place)) return fetchBytes(place, { signal });
  return readPath(place, signal);
}

/** The bytes of a file. Throws `not-found` or `cancelled`. */
export async function readPath(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  try {
    return await readFile(toPath(path), { signal });
  } catch (cause) {
    if (signal?.aborted) throw new ClipscopeError("cancelled", `Reading ${path} was cancelled.`, { cause });
    throw new ClipscopeError("not-found", `${path} can't be read: ${(cause as Error).message}.`, { cause });
  }
}

/** The names of the files in a folder. Throws `not-found` if there is no such folder. */
export async function listFolder(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(toPath(folder), { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  } catch (cause) {
    throw new ClipscopeError(
      "not-found",
      `The folder ${folder} can't be read: ${(cause as Error).message}.`,
      {
        cause,
      },
    );
  }
}

/** Path of a file in a folder. */
export function pathIn(folder: string, name: string): string {
  return join(toPath(folder), name);
}

/** Writes files into a folder, which is made if there is none. */
export async function writeFolder(folder: string, files: Record<string, Uint8Array>): Promise<void> {
  await mkdir(toPath(folder), { recursive: true });
  for (const [name, bytes] of Object.entries(files)) await writeFile(pathIn(folder, name), bytes);
}

const toPath = (place: string) => (place.startsWith("file:") ? fileURLToPath(place) : place);
