import type { OnProgress } from "@clipscope/types";
import type { OpenOptions } from "../dataset.js";

/**
 * A file in any location: on disk, at a URL, picked in a browser, or inside an archive. Readers use only this
 * interface, so each is written once. Made by the platform's `openFiles`.
 */
export interface FileSource {
  /** Path relative to the opened source, with "/" as the separator. */
  readonly path: string;
  /** Size in bytes. */
  readonly size: number;
  /** Changes with the content: modification time, ETag or checksum; "" if unknown. */
  readonly version: string;
  /** Reads bytes `start` up to but not including `end`. */
  slice(start: number, end?: number): Promise<Uint8Array>;
  /** The content from the start, in chunks. */
  stream(): ReadableStream<Uint8Array>;
  /** Cheaper input for the image decoder than the bytes, if available: a path or a Blob. */
  readonly input?: string | Blob;
}

/** Options of a reader. */
export interface ReadOptions extends OpenOptions {
  /** The path or URL as given, for messages. */
  place: string;
  /** Finds a file adjacent to the one being read, by the path in it; undefined if it does not exist. */
  beside(path: string): Promise<FileSource | undefined>;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** The whole content of a file. */
export const readAll = (file: FileSource): Promise<Uint8Array> => file.slice(0, file.size);

/**
 * Reads a whole file as text: UTF-8; UTF-16 with a byte order mark, which is removed; otherwise Windows-1252,
 * in which Excel saves CSV files in many locales. `encoding` tells which.
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

/** Reads a whole file as text, in the encoding detected by `readEncodedText`. */
export const readText = async (file: FileSource): Promise<string> => (await readEncodedText(file)).text;
