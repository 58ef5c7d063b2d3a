import type { UnreadPath } from "../dataset.js";
import { isImageName } from "./image-names.js";
import type { FileSource } from "./source.js";

/**
 * Source of a dataset: a path (Node) or URL; one or several picked or dropped files; a folder handle in a
 * browser; or custom file sources.
 */
export type DatasetSource =
  | string
  | URL
  | Blob
  | FileSource
  | FileSystemDirectoryHandle
  | Iterable<Blob | FileSource | { path: string; file: Blob }>;

/** An opened source: one file, or all files of a folder or archive. */
export interface Opened {
  kind: "file" | "folder";
  /** Name of the file or folder without its path, and without a file's extension. */
  title: string;
  /** The path or URL as given, for messages. */
  place: string;
  /** Files sorted by path, folder by folder, in code point order. */
  files: readonly FileSource[];
  unread: readonly UnreadPath[];
  notes: readonly string[];
  /** Finds a file by a path written in an adjacent table; undefined if it does not exist. */
  beside(path: string): Promise<FileSource | undefined>;
}

/**
 * Compares paths by code points, as Python's `sorted`; JavaScript's default order is by UTF-16 units, which
 * puts emoji before some letters.
 */
export function comparePaths(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return codePointOrder(x) - codePointOrder(y);
  }
  return a.length - b.length;
}

/**
 * Sort key of a UTF-16 unit that puts surrogates, which encode code points above U+FFFF, after all other
 * units.
 */
const codePointOrder = (unit: number) => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);

/** The path up to its last "/", or "". */
export const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** The part of a path after the last "/". */
export const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/** The lower-case extension of a path with its dot, or ""; ".gz" is combined with the extension before it. */
export function extensionOf(path: string): string {
  return /(?:\.[a-z0-9]{1,8})?\.gz$|\.[a-z0-9]{1,16}$/.exec(nameOf(path).toLowerCase())?.[0] ?? "";
}

/**
 * Resolves "." and ".." and replaces "\" by "/" in a path from a table; undefined if it leaves the folder.
 */
export function normalizePath(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.replaceAll("\\", "/").split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/**
 * Returns a function that finds files by path, relative to `from` or to the top, or by a unique path suffix.
 * Images are also found without their extension, as listed in tables of ids.
 */
export function findAmong(files: readonly FileSource[], from = ""): Opened["beside"] {
  let byPath: Map<string, FileSource> | undefined;
  let byName: Map<string, FileSource[]> | undefined;
  const add = (name: string, file: FileSource) => {
    const same = byName?.get(name);
    if (same) same.push(file);
    else byName?.set(name, [file]);
  };
  return async (path) => {
    if (!byPath || !byName) {
      byPath = new Map(files.map((file) => [file.path.normalize(), file]));
      byName = new Map();
      for (const file of files) {
        const name = nameOf(file.path).normalize();
        add(name, file);
        if (isImageName(name)) add(withoutEnding(name), file);
      }
    }
    // macOS decomposes letters with accents, and tables rarely do.
    const relative = normalizePath(path)?.normalize();
    if (relative === undefined) return undefined;
    const near = from === "" ? undefined : normalizePath(`${from}/${path}`)?.normalize();
    const found = (near !== undefined && byPath.get(near)) || byPath.get(relative);
    if (found) return found;
    // Absolute paths of the machine that wrote the table, or files picked without their folder.
    const ends = (byName.get(nameOf(relative)) ?? []).filter(({ path }) => {
      const full = path.normalize();
      const named = nameOf(full) === nameOf(relative) ? full : withoutEnding(full);
      return named === relative || relative.endsWith(`/${named}`) || named.endsWith(`/${relative}`);
    });
    return ends.length === 1 ? ends[0] : undefined;
  };
}

const withoutEnding = (path: string) => path.replace(/\.[^./]+$/, "");

/** Extensions of sidecar files, appended to the name of a file of plain numbers. */
export const SIDECARS = [".csv", ".json", ".names.txt"] as const;

/** Whether a file is a sidecar of another file in the list, such as `x.npy.csv` of `x.npy`. */
export const isSidecar = (path: string, paths: ReadonlySet<string>): boolean =>
  SIDECARS.some((ending) => path.endsWith(ending) && paths.has(path.slice(0, -ending.length)));
