import type { OnProgress } from "@clipscope/types";

/**
 * A file wherever it is: on a disk, at a URL, or picked in a page. Readers see nothing else, so each is written once.
 * `openFile` of the platform makes one.
 */
export interface FileSource {
  /** A path relative to what was opened, with "/" between its parts. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Changes when the content does: its time of change, an ETag; "" if nothing is known. */
  readonly version: string;
  /** Bytes `start` up to but not including `end`. */
  slice(start: number, end?: number): Promise<Uint8Array>;
  /** The content from the start, in chunks. */
  stream(): ReadableStream<Uint8Array>;
  /** What the encoder takes in the place of the bytes, where that is cheaper: a path or a Blob. */
  readonly input?: string | Blob;
}

/** What a reader is told besides its file. */
export interface ReadOptions {
  /** A file beside the one that is read, by the path that the file gives; undefined if there is none. */
  beside(path: string): Promise<FileSource | undefined>;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}
