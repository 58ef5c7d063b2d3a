import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { cache, explorer, root } from "./places.mjs";
import { quietly } from "./run.mjs";
import { fingerprint, unlessStamped } from "./stamp.mjs";

const LIBRARIES = ["packages/core", "packages/toolkit", "packages/mini", "datasets"];
const EXPLORER = ["src", "public", "index.html", "vite.config.ts", "package.json", "tsconfig.json"];

const sources = LIBRARIES.flatMap((path) => [`${path}/src`, `${path}/package.json`, `${path}/tsconfig.json`]);
const settings = ["pnpm-lock.yaml", "tsconfig.base.json", "tsconfig.json"];

/** Builds what changed since the last build: every package's `dist/`, then the explorer's pages. */
export async function build() {
  const failed = "The sources do not build: correct the errors below, and run the command again";
  const own = EXPLORER.map((path) => `apps/explorer/${path}`);
  const all = await fingerprint([...sources, ...own, "apps/cli/src", ...settings]);
  await whenChanged("packages", all, [...LIBRARIES, "apps/cli"].map(dist), async () => {
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    await quietly("Building the packages", process.execPath, [tsc, "-b"], { log: "build", failed });
  });
  const page = await fingerprint([...sources, ...own, ...settings]);
  await whenChanged("explorer", page, [join(explorer, "dist", "index.html")], async () => {
    const vite = join(explorer, "node_modules", "vite", "bin", "vite.js");
    const args = [vite, "build", explorer, "--logLevel", "warn"];
    await quietly("Building the explorer", process.execPath, args, { log: "bundle", failed });
  });
}

const dist = (path) => join(root, path, "dist");

async function whenChanged(name, value, outputs, work) {
  const stamp = join(cache, `built-${name}`);
  if (!outputs.every(existsSync)) await rm(stamp, { force: true });
  await unlessStamped(stamp, value, work);
}
