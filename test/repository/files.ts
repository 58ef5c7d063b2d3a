import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/setup/places.mjs";

/** `.gitignore` here holds only names of folders ("dist/") and endings of files ("*.tsbuildinfo"). */
const ignored = readFileSync(join(root, ".gitignore"), "utf8").split("\n").filter(Boolean);
const folders = new Set([
  ...ignored.filter((each) => each.endsWith("/")).map((each) => each.slice(0, -1)),
  ".git",
]);
const endings = ignored.filter((each) => each.startsWith("*")).map((each) => each.slice(1));

/** The files of the project, as paths from its root: what a clone holds, and works without git too. */
export function projectFiles(folder = ""): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return folders.has(entry.name) ? [] : projectFiles(path);
    return endings.some((ending) => path.endsWith(ending)) ? [] : [path];
  });
}
