import { ClipscopeError } from "@clipscope/types";
import { fileIdentity } from "../dataset-hash.js";
import { type NamedArray, tableOfArrays } from "./arrays.js";
import { nameOf } from "./opened.js";
import type { RawTable } from "./raw-table.js";
import { readSafetensorsHeader } from "./safetensors-header.js";
import type { FileSource, ReadOptions } from "./source.js";
import { isWeight } from "./weight-names.js";

/**
 * Reads embeddings from a safetensors file, such as `clipscope embed` writes: a tensor `[rows, width]`,
 * integer tensors as labels, and row and class names as JSON lists in the metadata `names` and `class_names`.
 */
export async function readSafetensorsTable(
  files: readonly FileSource[],
  how: ReadOptions,
): Promise<RawTable> {
  const [file, second] = files;
  if (second) {
    throw new ClipscopeError(
      "bad-argument",
      `${how.place} holds several safetensors files (${file.path}, ${second.path}). Open one of them.`,
    );
  }
  const { tensors, metadata } = await readSafetensorsHeader(file);
  refuseCheckpoint(tensors, how.place);
  return tableOfArrays(tensors, {
    ...how,
    file: nameOf(file.path),
    identity: await fileIdentity(file),
    metadata,
  });
}

/** Throws if the tensors are model weights, opened as a dataset by mistake. */
function refuseCheckpoint(tensors: readonly NamedArray[], place: string): void {
  const weights = tensors.filter(({ name }) => isWeight(name));
  if (weights.length === 0) return;
  throw new ClipscopeError(
    "bad-argument",
    `${place} is a checkpoint (it has the weights ${weights[0].name} …), not data: give it as the model (--model ${place}).`,
  );
}
