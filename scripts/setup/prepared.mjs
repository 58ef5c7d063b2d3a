import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { renditionsFolder } from "./data.mjs";
import { withLock } from "./lock.mjs";
import { cache, miniCheckpoint, root } from "./places.mjs";
import { quietly } from "./run.mjs";
import { fingerprint, unlessStamped } from "./stamp.mjs";

/** The sources that the results depend on. */
const SOURCES = [
  "packages/mini/checkpoint",
  "packages/mini/src/story/default-study.ts",
  "packages/mini/src/story/prepare.ts",
  "packages/core/package.json",
  "packages/core/src",
  "packages/toolkit/src/neighbors",
  "packages/toolkit/src/projection",
  "packages/toolkit/src/prompts",
  "packages/toolkit/src/wasm",
  "packages/study/src/compute/cache",
  "packages/study/src/embed",
  "packages/study/src/encoder",
  "packages/study/src/evaluate/map.ts",
  "packages/study/src/evaluate/manifest.ts",
  "datasets/src/renditions",
];

const folder = join(cache, "prepared");

/**
 * Computes what the explorer shows first, unless that was done for these sources and data, and gives the folder of
 * the results. Pages read them from /data/prepared/.
 */
export async function preparedFolder() {
  const packs = await renditionsFolder();
  const file = join(folder, "study.pack");
  await withLock("prepared", async () => {
    const stamp = join(cache, "prepared-study");
    if (!existsSync(file)) await rm(stamp, { force: true });
    await unlessStamped(stamp, `${basename(packs)} ${await fingerprint(SOURCES)}`, async () => {
      const cli = join(root, "packages", "mini", "dist", "story", "prepare-cli.js");
      const args = [cli, "--packs", packs, "--model", miniCheckpoint, "--out", file];
      await quietly("Computing the first map", process.execPath, args, {
        log: "prepare-study",
        failed:
          "The built-in study could not be computed in advance: correct the errors below, and run the command again",
      });
    });
  });
  return folder;
}
