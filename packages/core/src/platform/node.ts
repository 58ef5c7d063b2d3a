import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ClipscopeError } from "../errors.js";
import type { DecodedPixels } from "../images/decode.js";
import { fetchBytes, isUrl } from "./fetch.js";
import { type Folder, type ReadOptions, urlFolder } from "./folder.js";

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
export function readUrlOrPath(place: string, signal?: AbortSignal): Promise<Uint8Array> {
  return isUrl(place) ? fetchBytes(place, { signal }) : readPath(toPath(place), { signal });
}

/** A folder on disk or behind a URL. Throws `not-found` if there is none on disk. */
export async function openFolder(place: string): Promise<Folder> {
  if (isUrl(place)) return urlFolder(place);
  const path = toPath(place);
  const entries = await readdir(path, { withFileTypes: true }).catch((cause) => {
    throw new ClipscopeError("not-found", `The folder ${path} can't be read: ${cause.message}.`, { cause });
  });
  return {
    name: path,
    names: entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name),
    read: (name, options) => readPath(join(path, name), options),
  };
}

/** Writes files into a folder, which is made if there is none. */
export async function writeFolder(folder: string, files: Record<string, Uint8Array>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(toPath(folder), name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}

async function readPath(path: string, { signal, onBytes }: ReadOptions = {}): Promise<Uint8Array> {
  try {
    const bytes = await readFile(path, { signal });
    onBytes?.(bytes.length, bytes.length);
    return bytes;
  } catch (cause) {
    if (signal?.aborted) throw new ClipscopeError("cancelled", `Reading ${path} was cancelled.`, { cause });
    throw new ClipscopeError("not-found", `${path} can't be read: ${(cause as Error).message}.`, { cause });
  }
}

const toPath = (place: string) => (place.startsWith("file:") ? fileURLToPath(place) : place);

/** Whether there is a file or a folder of this name. */
export const exists = (place: string) =>
  stat(toPath(place)).then(
    () => true,
    () => false,
  );

export { hubEnvironment, hubRequest } from "./node-hub.js";
export { openHubCache } from "./node-hub-cache.js";
export { hasNativeOnnxRuntime, openOnnxRuntime } from "./node-onnx.js";
export { pixelBuffer, preparationThreads } from "./node-prepare.js";
