import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { cache, explorer, notebooks, root } from "./places.mjs";
import { quietly } from "./run.mjs";
import { fingerprint, unlessStamped } from "./stamp.mjs";

const SETTINGS = ["pnpm-lock.yaml", "tsconfig.base.json", "tsconfig.json"];
const LIBRARIES = [
  "packages/types",
  "packages/core",
  "packages/toolkit",
  "packages/mini",
  "packages/charts",
  "packages/study",
  "datasets",
];
const libraries = LIBRARIES.flatMap((path) => [
  `${path}/src`,
  `${path}/package.json`,
  `${path}/tsconfig.json`,
]);
const FAILED = "The sources do not build: correct the errors below, and run the command again";

/** Each part: the sources that make it, what it leaves, and the program that builds it. */
const PARTS = [
  {
    name: "packages",
    sources: [...libraries, "apps/cli", "apps/explorer"],
    outputs: [...LIBRARIES, "apps/cli"].map((path) => join(root, path, "dist")),
    program: [join(root, "node_modules", "typescript", "bin", "tsc"), "-b"],
  },
  {
    name: "explorer",
    sources: [...libraries, "apps/explorer"],
    outputs: [join(explorer, "dist", "index.html")],
    program: [join(explorer, "node_modules", "vite", "bin", "vite.js"), "build", "--logLevel", "warn"],
    folder: explorer,
  },
  {
    name: "notebooks",
    sources: [...libraries, "notebooks", "packages/mini/checkpoint"],
    outputs: [join(notebooks, "dist", "index.html")],
    program: [join(notebooks, "node_modules", "vite", "bin", "vite.js"), "build", "--logLevel", "warn"],
    folder: notebooks,
  },
];

/** Builds what changed since the last build. `withPackages` is called once the packages are built, before the pages. */
export async function build({ withPackages } = {}) {
  for (const { name, sources, outputs, program, folder = root } of PARTS) {
    const stamp = join(cache, `built-${name}`);
    if (!outputs.every(existsSync)) await rm(stamp, { force: true });
    await unlessStamped(stamp, await fingerprint([...sources, ...SETTINGS]), () =>
      quietly(`Building the ${name}`, process.execPath, program, {
        log: `build-${name}`,
        failed: FAILED,
        folder,
      }),
    );
    if (name === "packages") await withPackages?.();
  }
}
