import type { Published } from "./project.js";

/** The addresses that a package's exports name: "@clipscope/core/training". */
export function entriesOf({ name, manifest }: Published): string[] {
  const entries = Object.keys(manifest.exports ?? {}).filter((entry) => !entry.endsWith(".json"));
  return entries.map((entry) => name + entry.slice(1));
}

/** Those of its addresses that Node can import too: bundles are for pages only. */
export function entriesInNode(one: Published): string[] {
  return entriesOf(one).filter((entry) => !entry.endsWith("/bundle"));
}
