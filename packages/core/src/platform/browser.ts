import { ClipscopeError } from "@clipscope/types";
import { fetchBytes } from "./fetch.js";
import { type Folder, urlFolder } from "./folder.js";

/** The bytes of a URL. Throws `not-found`, `network` or `cancelled`. */
export function readUrlOrPath(place: string, signal?: AbortSignal): Promise<Uint8Array> {
  return fetchBytes(place, { signal });
}

/** Opens the folder at a URL. */
export async function openFolder(place: string): Promise<Folder> {
  return urlFolder(place);
}

export async function writeFolder(folder: string, _files: Record<string, Uint8Array>): Promise<void> {
  throw new ClipscopeError(
    "bad-argument",
    `A browser can't write the folder ${folder}. Offer the files that checkpointFiles gives as downloads.`,
  );
}

/** Returns false, since browsers have no local paths. */
export async function exists(_place: string): Promise<boolean> {
  return false;
}

export { hubEnvironment, hubRequest, openHubCache } from "./browser-hub.js";
export { hasNativeOnnxRuntime, onnxBackends, openOnnxRuntime, wasmThreads } from "./browser-onnx.js";
export { decodePixels, decodeReduced } from "./browser-pixels.js";

/** Returns undefined: pages already compute in a worker, and the browser's decoder has threads of its own. */
export const preparationThreads = (_encoded: number): undefined => undefined;

export const pixelBuffer = (length: number) => new Float32Array(length);

/** Does nothing, since browsers provide WebGPU themselves. */
export async function provideWebgpu(): Promise<void> {}

/** Prints a notice that has no listener. */
export const emitNotice = (notice: string) => console.warn(notice);
