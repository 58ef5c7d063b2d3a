import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { ClipscopeError } from "@clipscope/core";

/**
 * Every file under a folder, as paths with "/" relative to it, sorted. Links to files count, links to folders are
 * not followed. Throws `not-found` if the folder cannot be read.
 */
export async function listFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  try {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(path)))) files.push(path);
    }
  } catch (cause) {
    throw new ClipscopeError("not-found", `${folder} is not a folder that can be read.`, { cause });
  }
  return files.map((path) => relative(folder, path).split(sep).join("/")).sort();
}

const isFile = (path: string) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false, // a link to nowhere
  );

/** The path of a file in a folder. */
export const joinPath = join;
export { openFiles, sha256 } from "./node-files.js";
