import type { FileSource } from "./source.js";

/** A file whose content is in memory. */
export function memorySource(path: string, bytes: Uint8Array, version = ""): FileSource {
  return {
    path,
    size: bytes.length,
    version,
    slice: async (start, end) => bytes.subarray(start, end),
    stream: () => new Blob([bytes as Uint8Array<ArrayBuffer>]).stream(),
  };
}

/** A file picked by the user, or any other Blob. */
export function blobSource(path: string, blob: Blob): FileSource {
  return {
    path,
    size: blob.size,
    version: "lastModified" in blob ? String(blob.lastModified) : "",
    slice: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
    stream: () => blob.stream(),
    input: blob,
  };
}
