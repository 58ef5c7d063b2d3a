import { ClipscopeError } from "@clipscope/types";
import { handleFiles } from "../chosen/handle-files.js";
import { blobSource } from "../read/memory-source.js";
import { comparePaths, type DatasetSource, findAmong, nameOf, type Opened } from "../read/opened.js";
import type { FileSource } from "../read/source.js";
import { urlSource } from "./url-files.js";

/**
 * Whether a source is a URL: it has a scheme of at least two letters (one letter is a drive) other than
 * `file:`.
 */
export const isUrl = (place: string) => /^[a-z][a-z0-9+.-]+:/i.test(place) && !place.startsWith("file:");

/**
 * Lists the file or files of a source; only sizes are read. `signal` aborts requests. Throws `not-found`,
 * `network` and `bad-argument`.
 */
export async function openFiles(source: DatasetSource, signal?: AbortSignal): Promise<Opened> {
  if (source instanceof URL) return openFiles(source.href, signal);
  if (typeof source === "string") {
    if (source === "") throw new ClipscopeError("bad-argument", "The address is empty: give a URL.");
    const url = isUrl(source) ? source : new URL(source, globalThis.location?.href).href;
    return openedFile(await urlSource(url, signal), source, (path) => besideUrl(url, path, signal));
  }
  if (source instanceof Blob) return openedFile(blobSource(nameOfBlob(source), source), nameOfBlob(source));
  if (isFileSource(source)) return openedFile(source, source.path);
  if (isDirectory(source)) return openHandle(source, signal);
  return openPicked(source);
}

/** Picked or dropped files: a single file, or the contents of a folder. */
function openPicked(source: Iterable<Blob | FileSource | { path: string; file: Blob }>): Opened {
  const files = Array.from(source, (each) => {
    if (each instanceof Blob) return blobSource(pathOfBlob(each), each);
    return isFileSource(each) ? each : blobSource(each.path, each.file);
  });
  if (files.length === 0) throw new ClipscopeError("bad-argument", "No file was given: give at least one.");
  const [{ path }] = files;
  if (files.length === 1 && !path.includes("/")) return openedFile(files[0], path);
  // A picked folder's own name comes first in the path of each of its files.
  const top = path.slice(0, path.indexOf("/") + 1);
  const common = top !== "" && files.every((file) => file.path.startsWith(top)) ? top : "";
  const within = files.map((file) => ({ ...file, path: file.path.slice(common.length) }));
  return openedFolder(within, common.slice(0, -1) || "The chosen files");
}

export function openedFile(
  file: FileSource,
  place: string,
  beside: Opened["beside"] = findAmong([]),
): Opened {
  const title = nameOf(file.path).replace(/\.[a-z0-9]{2,11}(?:\.gz)?$/i, "");
  return { kind: "file", title, place, files: [file], unread: [], notes: [], beside };
}

export function openedFolder(
  files: readonly FileSource[],
  place: string,
  rest: Partial<Opened> = {},
): Opened {
  const sorted = files.toSorted((a, b) => comparePaths(a.path, b.path));
  const beside = findAmong(sorted);
  return {
    kind: "folder",
    title: nameOf(place),
    place,
    files: sorted,
    unread: [],
    notes: [],
    beside,
    ...rest,
  };
}

export function isFileSource(source: unknown): source is FileSource {
  return (
    typeof (source as FileSource)?.slice === "function" && typeof (source as FileSource).path === "string"
  );
}

/** A file at a path relative to a URL; undefined if it does not exist. */
export async function besideUrl(url: string, path: string, signal?: AbortSignal) {
  try {
    return await urlSource(new URL(path.replaceAll("\\", "/"), url).href, signal);
  } catch (error) {
    if (error instanceof ClipscopeError && error.code === "not-found") return undefined;
    throw error;
  }
}

const nameOfBlob = (blob: Blob) => ("name" in blob && typeof blob.name === "string" ? blob.name : "data");

function pathOfBlob(blob: Blob): string {
  const path = "webkitRelativePath" in blob ? String(blob.webkitRelativePath) : "";
  return path || nameOfBlob(blob);
}

const isDirectory = (source: object): source is FileSystemDirectoryHandle =>
  "kind" in source && source.kind === "directory" && "values" in source;

/** The files behind a folder's handle, by their paths within it. */
async function openHandle(handle: FileSystemDirectoryHandle, signal?: AbortSignal): Promise<Opened> {
  const { files, unread } = await handleFiles(handle, { ...(signal && { signal }) });
  const top = handle.name.length + 1;
  const within = files.map(({ path, file }) => blobSource(path.slice(top), file));
  const notRead = unread.map(({ path, message }) => ({ path: path.slice(top), message }));
  return openedFolder(within, handle.name, { unread: notRead });
}
