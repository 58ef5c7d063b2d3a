import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSafetensors, type Tensor, writeSafetensors } from "@clipscope/core";
import { onTestFinished } from "vitest";
import { golden, readBytes } from "../parity/goldens.js";

export type ModelFiles = Record<string, Uint8Array>;
type Json = Record<string, unknown>;
type Change = (file: Uint8Array) => Uint8Array | undefined;

/** The files of a small model of the goldens, some of them changed, removed (undefined) or new. */
export async function modelFiles(
  changes: Record<string, Change | Uint8Array | string | undefined> = {},
  base = "models/gelu",
): Promise<ModelFiles> {
  const files: ModelFiles = {};
  for (const name of await readdir(golden(base))) {
    if (!name.startsWith("goldens.")) files[name] = readBytes(`${base}/${name}`);
  }
  for (const [name, change] of Object.entries(changes)) {
    const content = typeof change === "function" ? change(files[name]) : change;
    if (content === undefined) delete files[name];
    else files[name] = typeof content === "string" ? new TextEncoder().encode(content) : content;
  }
  return files;
}

/** Changes a JSON file to what `change` returns of its value. */
export const json =
  (change: (value: Json) => unknown): Change =>
  (file) => {
    const value = JSON.parse(new TextDecoder().decode(file));
    return new TextEncoder().encode(JSON.stringify(change(value)));
  };

/** Changes the tensors of a safetensors file. */
export const tensors =
  (change: (tensors: Map<string, Tensor>) => unknown): Change =>
  (file) => {
    const found = readSafetensors(Uint8Array.from(file)).tensors; // a copy: the tensors share its memory
    change(found);
    return writeSafetensors(found);
  };

/** A new folder with some files, which goes when the test is over. */
export async function folderOf(files: ModelFiles): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "clipscope-case-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  return folder;
}
