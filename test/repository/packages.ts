import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../scripts/setup/places.mjs";

export interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  license: string;
  scripts: Record<string, string>;
  exports?: Record<string, { source: string; types: string; default: string }>;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  files?: string[];
}

/** Every workspace package by its folder. */
export const homes = [
  "packages/types",
  "packages/core",
  "packages/toolkit",
  "packages/mini",
  "packages/charts",
  "packages/study",
  "datasets",
  "apps/cli",
  "apps/explorer",
  "notebooks",
  "test",
];

export async function manifestOf(home: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(root, home, "package.json"), "utf8"));
}
