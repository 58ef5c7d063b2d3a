import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { root } from "./places.mjs";

const SKIPPED = new Set(["node_modules", "dist", "dist-types", ".cache", ".observable"]);

/** A hash of the contents of files and of all files in folders, both relative to the root; missing ones count as such. */
export async function fingerprint(paths) {
  const hash = createHash("sha256");
  for (const path of paths) {
    for (const file of await filesOf(join(root, path))) {
      hash.update(relative(root, file)).update("\0");
      hash.update(await readFile(file).catch(() => "missing")).update("\0");
    }
  }
  return hash.digest("hex");
}

async function filesOf(path) {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (!entries) return [path];
  const nested = await Promise.all(
    entries
      .filter((entry) => !SKIPPED.has(entry.name))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((entry) => filesOf(join(path, entry.name))),
  );
  return nested.flat();
}

/** Does `work` unless the stamp file says that it was done for this fingerprint. */
export async function unlessStamped(stamp, value, work) {
  if ((await readFile(stamp, "utf8").catch(() => "")) === value) return;
  await work();
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, value);
}
