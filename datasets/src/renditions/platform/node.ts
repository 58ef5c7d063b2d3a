import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ClipscopeError } from "@clipscope/types";
import { readFrom as readFromUrl } from "./browser.js";

/**
 * Default folder of prepared packs: this package's `.cache/renditions`, resolved from both `src` and `dist`.
 */
export const defaultCache = fileURLToPath(new URL("../../../.cache/renditions", import.meta.url));

/** The bytes of a file in a folder or under a URL; undefined if it does not exist. */
export async function readFrom(source: string, name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (/^https?:\/\//.test(source)) return readFromUrl(source, name);
  try {
    return new Uint8Array(await readFile(join(source, name)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * The folder that `prepareRenditions` last created. Throws `not-found`, naming the command to run, if there
 * is none.
 */
export async function defaultPacksFolder(): Promise<string> {
  const key = await readFrom(defaultCache, "current");
  if (key) return join(defaultCache, new TextDecoder().decode(key).trim());
  throw new ClipscopeError(
    "not-found",
    `The built-in data is not prepared (${defaultCache} is empty). Run \`node datasets/dist/renditions/prepare-cli.js\`.`,
  );
}
