import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The path of a file in goldens/. */
export const golden = (path: string) => fileURLToPath(new URL(`goldens/${path}`, import.meta.url));

export const readBytes = (path: string) => new Uint8Array(readFileSync(golden(path)));
export const readText = (path: string) => readFileSync(golden(path), "utf8");
export const readJson = (path: string) => JSON.parse(readText(path));
