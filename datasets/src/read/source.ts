import type { OnProgress } from "@clipscope/types";
import type { OpenOptions } from "../dataset.js";

/**
 * A file wherever it is: on a disk, at a URL, picked in a page, or in an archive. Readers see nothing else, so each is
 * written once. `openFiles` of the platform makes them.
 */
export interface FileSource {
  /** A path relative to what was opened, with "/" between its parts. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Changes when the content does: its time of change, an ETag, a checksum; "" if nothing is known. */
  readonly version: string;
  /** Bytes `start` up to but not including `end`. */
  slice(start: number, end?: number): Promise<Uint8Array>;
  /** The content from the start, in chunks. */
  stream(): ReadableStream<Uint8Array>;
  /** What the encoder takes in the place of the bytes, where that is cheaper: a path or a Blob. */
  readonly input?: string | Blob;
  /** A checksum that is equal on every machine, where the file's container has one. */
  readonly checksum?: string;
}

/** What a reader is told besides its file. */
export interface ReadOptions extends OpenOptions {
  /** Where the files are, for messages: the path or URL as it was given. */
  place: string;
  /** A file beside the one that is read, by the path that the file gives; undefined if there is none. */
  beside(path: string): Promise<FileSource | undefined>;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** The whole content of a file. */
export const readAll = (file: FileSource): Promise<Uint8Array> => file.slice(0, file.size);

/**
 * The whole content of a file as text: UTF-8; with a byte order mark, which is left out, UTF-16; and what is neither as
 * Windows-1252, in which Excel saves CSV on much of the world's computers. `encoding` says which.
 */
export async function readEncodedText(file: FileSource): Promise<{ text: string; encoding: string }> {
  const bytes = await readAll(file);
  const mark = (bytes[0] << 8) | bytes[1];
  const utf16 = mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : undefined;
  if (utf16) return { text: new TextDecoder(utf16).decode(bytes), encoding: utf16 };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "utf-8" };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes), encoding: "windows-1252" };
  }
}

/** The whole content of a file as text, in the encoding that `readEncodedText` finds. */
export const readText = async (file: FileSource): Promise<string> => (await readEncodedText(file)).text;
