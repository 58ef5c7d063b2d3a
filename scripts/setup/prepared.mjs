import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { renditionsFolder } from "./data.mjs";
import { withLock } from "./lock.mjs";
import { cache, miniCheckpoint, root } from "./places.mjs";
import { quietly } from "./run.mjs";
import { fingerprint, unlessStamped } from "./stamp.mjs";

/** The sources that embeddings depend on. */
const EMBEDDINGS = [
  "packages/mini/checkpoint",
  "packages/core/package.json",
  "packages/core/src",
  "packages/study/src/compute/cache",
  "packages/study/src/embed",
  "packages/study/src/encoder",
  "datasets/src/renditions",
];

/** Further sources that the map depends on. */
const MAP = [
  "packages/mini/src/story/default-study.ts",
  "packages/mini/src/story/prepare.ts",
  "packages/toolkit/src/neighbors",
  "packages/toolkit/src/projection",
  "packages/toolkit/src/prompts",
  "packages/toolkit/src/wasm",
  "packages/study/src/evaluate/map.ts",
  "packages/study/src/evaluate/manifest.ts",
];

const folder = join(cache, "prepared");

/**
 * Computes what the explorer shows first, unless that was already done for these sources and data, and returns the
 * folder of the results. Pages read them from /data/prepared/.
 */
export async function preparedFolder() {
  const packs = await renditionsFolder();
  const file = join(folder, "study.pack");
  const made = join(cache, "prepared-embeddings");
  const stamp = join(cache, "prepared-study");
  await withLock("prepared", async () => {
    if (!existsSync(file)) await Promise.all([stamp, made].map((path) => rm(path, { force: true })));
    const embeddings = `${basename(packs)} ${await fingerprint(EMBEDDINGS)}`;
    await unlessStamped(stamp, `${embeddings} ${await fingerprint(MAP)}`, async () => {
      const again = (await readFile(made, "utf8").catch(() => "")) === embeddings;
      const cli = join(root, "packages", "mini", "dist", "story", "prepare-cli.js");
      const args = [cli, "--packs", packs, "--model", miniCheckpoint, "--out", file];
      await quietly("Computing the first map", process.execPath, again ? [...args, "--again"] : args, {
        log: "prepare-study",
        failed:
          "The built-in study could not be computed in advance: correct the errors below, and run the command again",
      });
      await writeFile(made, embeddings);
    });
  });
  return folder;
}
