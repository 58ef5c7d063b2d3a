import { readFile } from "node:fs/promises";

/** The versions that a manifest records: ours and Node's. */
export async function versions(): Promise<Record<string, string>> {
  const manifest = await readFile(new URL("../package.json", import.meta.url), "utf8");
  const { name, version } = JSON.parse(manifest) as { name: string; version: string };
  return { [name]: version, node: process.versions.node };
}
