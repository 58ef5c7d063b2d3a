import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportOnnx } from "@clipscope/core";
import { env } from "@huggingface/transformers";

/** The library compared with: its version and its bundled runtime. */
export const theirName = `transformers.js ${env.version}`;

/** Exports a checkpoint in float32, lets transformers.js look there, and gives the name that it opens. */
export async function exportForTransformersJs(checkpoint) {
  const folder = await mkdtemp(join(tmpdir(), "clipscope-bench-"));
  await exportOnnx(checkpoint, join(folder, "model"));
  env.allowRemoteModels = false;
  env.localModelPath = folder;
  return { name: "model", folder, remove: () => rm(folder, { recursive: true }) };
}

/** `list` cut into parts of `size`. */
export function batches(list, size) {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}
