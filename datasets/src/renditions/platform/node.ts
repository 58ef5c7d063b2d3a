import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ClipscopeError } from "@clipscope/types";
import { readFrom as readFromUrl } from "./browser.js";

/** Where prepared packs are kept: `.cache/renditions` of this package, from `src` and from `dist` alike. */
export const defaultCache = fileURLToPath(new URL("../../../.cache/renditions", import.meta.url));

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
    `The built-in data is not prepared (${defaultCache} is empty). Run \`node datasets/dist/renditions/prepare-cli.js\`.`,
  );
}
