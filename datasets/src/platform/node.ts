import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { ClipscopeError } from "@clipscope/core";
import { readFrom as readFromUrl } from "./browser.js";

/** Where prepared packs are kept: `.cache/renditions` of this package, from `src` and from `dist` alike. */
export const defaultCache = fileURLToPath(new URL("../../.cache/renditions", import.meta.url));

/** The bytes of a file in a folder or under a URL, or undefined if there is no such file. */
export async function readFrom(source: string, name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (/^https?:\/\//.test(source)) return readFromUrl(source, name);
  try {
    return new Uint8Array(await readFile(join(source, name)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The folder that `prepareRenditions` made last. Throws `not-found`, with the command, if there is none. */
export async function defaultPacksFolder(): Promise<string> {
  const key = await readFrom(defaultCache, "current");
  if (key) return join(defaultCache, new TextDecoder().decode(key).trim());
  throw new ClipscopeError(
    "not-found",
    `The built-in data is not prepared (${defaultCache} is empty). Run \`node datasets/dist/prepare-cli.js\`.`,
  );
}

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
