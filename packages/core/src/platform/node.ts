import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ClipscopeError } from "@clipscope/types";
import type { DecodedPixels, DecodeOptions } from "../images/decode.js";
import { orientationOf } from "../images/exif.js";
import { imageFormatOf } from "../images/format.js";
import { jpegFrame } from "../images/jpeg.js";
import { pngHeader } from "../images/png.js";
import type { Size } from "../images/preprocess.js";
import { MAX_PIXELS } from "../images/size.js";
import { fetchBytes, isUrl } from "./fetch.js";
import { type Folder, urlFolder } from "./folder.js";
import { openLocalFile, readPath } from "./node-read.js";

/**
 * Decodes an image with libvips, which applies AVIF orientation itself, and other formats' by EXIF. Rejects
 * on failure.
 */
export async function decodePixels(
  bytes: Uint8Array,
  { orientation = "upright", sixteenBit, maxPixels = MAX_PIXELS }: DecodeOptions,
): Promise<DecodedPixels> {
  const { default: sharp } = await import("sharp"); // on first use: it takes a tenth of a second to load
  const stored = sharp(bytes, { failOn: "error", ignoreIcc: true, limitInputPixels: maxPixels });
  const { space, channels } = isEveryday(bytes) ? {} : await stored.metadata();
  // What only XMP says is left to the caller.
  const turns = orientation === "upright" && orientationOf(bytes).place !== undefined;
  const image = turns ? stored.autoOrient() : stored;
  const isUpright = turns || imageFormatOf(bytes) === "avif";
  if (space === "cmyk") {
    const inks = image.pipelineColorspace("cmyk").toColorspace("cmyk").raw({ depth: "uchar" });
    const { data, info } = await inks.toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, isUpright, kind: "cmyk", data };
  }
  // Grays with alpha are scaled, as in Pillow.
  if (space === "grey16" && channels === 1 && sixteenBit !== "scale") {
    const grays = image.pipelineColorspace("grey16").toColorspace("grey16").raw({ depth: "ushort" });
    const { data, info } = await grays.toBuffer({ resolveWithObject: true });
    const values = new Uint16Array(new Uint8Array(data).buffer);
    return { width: info.width, height: info.height, isUpright, kind: "gray16", data: values };
  }
  const colors = image.toColorspace("srgb").raw({ depth: "uchar" });
  const { data, info } = await colors.toBuffer({ resolveWithObject: true });
  const kind = info.channels === 4 ? "rgba" : "rgb";
  return { width: info.width, height: info.height, isUpright, kind, data };
}

/**
 * Decodes a JPEG to the given size, as stored, far faster than at its full size: libvips skips the detail that
 * the size has no room for. Rejects on failure.
 */
export async function decodeReduced(
  bytes: Uint8Array,
  { width, height }: Size,
  { maxPixels = MAX_PIXELS }: DecodeOptions,
): Promise<DecodedPixels> {
  const { default: sharp } = await import("sharp");
  const stored = sharp(bytes, { failOn: "error", ignoreIcc: true, limitInputPixels: maxPixels });
  const small = stored.resize(width, height, { fit: "fill" }).toColorspace("srgb").raw({ depth: "uchar" });
  return { width, height, kind: "rgb", data: await small.toBuffer() };
}

/** Whether a file's first bytes show that it is neither CMYK nor 16-bit; asking libvips would take 0.1 ms. */
function isEveryday(bytes: Uint8Array): boolean {
  const colors = jpegFrame(bytes)?.colors;
  if (colors !== undefined) return colors < 4;
  return (pngHeader(bytes)?.bits ?? 16) <= 8;
}

/** The bytes of a URL or file. Throws `not-found`, `network` or `cancelled`. */
export function readUrlOrPath(place: string, signal?: AbortSignal): Promise<Uint8Array> {
  return isUrl(place) ? fetchBytes(place, { signal }) : readPath(toPath(place), { signal });
}

/** Opens a folder on disk or at a URL. Throws `not-found` if it does not exist on disk, `not-a-checkpoint` if it is a file. */
export async function openFolder(place: string): Promise<Folder> {
  if (isUrl(place)) return urlFolder(place);
  const path = toPath(place);
  const entries = await readdir(path, { withFileTypes: true }).catch((cause) => {
    const code = cause.code === "ENOTDIR" ? "not-a-checkpoint" : "not-found";
    throw new ClipscopeError(code, unreadable(path, cause), { cause });
  });
  return {
    name: path,
    names: entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name),
    open: (name) => openLocalFile(join(path, name)),
    read: (name, options) => readPath(join(path, name), options),
  };
}

function unreadable(path: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return `There is no file or folder ${path}.`;
  if (code === "ENOTDIR") {
    return `${path} is no file of weights: these end in .safetensors, .pt, .pth, .ckpt or .bin. Give one of them, or the model's folder.`;
  }
  if (code === "EACCES") return `The folder ${path} can't be read: there is no permission.`;
  return `The folder ${path} can't be read: ${message}.`;
}

/** Writes files to a folder, which is created if necessary. */
export async function writeFolder(folder: string, files: Record<string, Uint8Array>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(toPath(folder), name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}

const toPath = (place: string) => (place.startsWith("file:") ? fileURLToPath(place) : place);

/** Whether a file or folder of this name exists. */
export const exists = (place: string) =>
  stat(toPath(place)).then(
    () => true,
    () => false,
  );

export { hubEnvironment, hubRequest } from "./node-hub.js";
export { openHubCache } from "./node-hub-cache.js";
export { hasNativeOnnxRuntime, onnxBackends, openOnnxRuntime, wasmThreads } from "./node-onnx.js";
export { pixelBuffer, preparationThreads } from "./node-prepare.js";
export { provideWebgpu } from "./node-webgpu.js";

/** Emits a notice that has no listener as a process warning, which Node prints unless told not to. */
export const emitNotice = (notice: string) => process.emitWarning(notice, "ClipscopeNotice");
