import type { UnreadPath } from "../dataset.js";
import { isImageName } from "./image-names.js";
import type { FileSource } from "./source.js";

/**
 * From where a dataset is opened: a path (Node) or URL; a file or several that a person picked or dropped; a folder
 * that a page was given access to; or files that something else can read.
 */
export type DatasetSource =
  | string
  | URL
  | Blob
  | FileSource
  | FileSystemDirectoryHandle
  | Iterable<Blob | FileSource | { path: string; file: Blob }>;

/** What a source turned out to be: one file, or all files of a folder or an archive. */
export interface Opened {
  kind: "file" | "folder";
  /** The name of the file or folder without its path; a file's without its ending. */
  title: string;
  /** Where it is, for messages: the path or URL as it was given. */
  place: string;
  /** Sorted by path, in the order of code points, folder by folder. */
  files: readonly FileSource[];
  unread: readonly UnreadPath[];
  notes: readonly string[];
  /** A file by a path as a table beside it would write it; undefined if there is none. */
  beside(path: string): Promise<FileSource | undefined>;
}

/**
 * Orders paths as Python's `sorted` orders strings, by code points; JavaScript's own order is by UTF-16 units, which
 * puts emoji before some of the letters.
 */
export function comparePaths(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return codePointOrder(x) - codePointOrder(y);
  }
  return a.length - b.length;
}

/** Surrogates, which stand for code points above U+FFFF, come after all other units. */
const codePointOrder = (unit: number) => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);

/** The part of a path before its last "/", "" if it has none. */
export const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** The part of a path after its last "/". */
export const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/** The lower-case ending of a path with its dot, "" if there is none; ".gz" counts with what stands before it. */
export function extensionOf(path: string): string {
  return /(?:\.[a-z0-9]{1,8})?\.gz$|\.[a-z0-9]{1,16}$/.exec(nameOf(path).toLowerCase())?.[0] ?? "";
}

/** A path without "." and ".." and with "/" for "\", as tables write them; undefined if it leaves the folder. */
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
 * Finds files by path, relative to `from` or to the top; and by the end of their path, if just one file has it. Images
 * are found without their ending, too, as tables of ids name them.
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

/** What may lie beside a file of bare numbers, by the ending that is added to its name. */
export const SIDECARS = [".csv", ".json", ".names.txt"] as const;

/** Whether a file only says more about another one that is there, such as `x.npy.csv` about `x.npy`. */
export const isSidecar = (path: string, paths: ReadonlySet<string>): boolean =>
  SIDECARS.some((ending) => path.endsWith(ending) && paths.has(path.slice(0, -ending.length)));
