import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readFrom as readFromUrl } from "./browser.js";

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
