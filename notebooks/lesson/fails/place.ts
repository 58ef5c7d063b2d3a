import type { Dataset } from "@clipscope/datasets";
import { openRenditionsDataset } from "@clipscope/datasets/renditions";
import {
  type Cache,
  type CallHow,
  type Encoder,
  embedDataset,
  type Inside,
  type VectorStore,
} from "@clipscope/study";
import { ensembleClassifier } from "@clipscope/toolkit";
import { ClipscopeError, type Embeddings } from "@clipscope/types";

/** Model, drawings and caches of the worker that computes the lesson on failures. */
export interface FailsPlace {
  inside: Inside;
  packs: string;
  /** Reads the file of drawings that are made when the lessons are built. */
  drawn(): Promise<Uint8Array<ArrayBuffer>>;
  cache: Pick<Cache, "read" | "write">;
  store: VectorStore;
}

/** Templates of the lesson's classes. */
export const TEMPLATES = ["a drawing of {}"];

/** Arguments of a computation: the model, a way to open drawings, and the options of the caller. */
export interface FailsCall {
  encoder: Encoder;
  packs: string;
  store: VectorStore;
  how: CallHow<unknown>;
}

/** Drawings by these artists with the columns that the lesson reads. */
export async function openDrawings(packs: string, renditions: readonly string[]) {
  const dataset = await openRenditionsDataset(packs, { renditions });
  const columnOf = (name: string) => {
    const column = dataset.columns.get(name);
    if (column?.kind !== "category") throw new ClipscopeError("not-found", `The drawings have no ${name}.`);
    return (row: number): string => column.values[column.codes[row]];
  };
  return {
    dataset,
    all: Array.from({ length: dataset.rows }, (_, row) => row),
    nameOf: columnOf("concept"),
    kindOf: columnOf("subgroup"),
    artistOf: columnOf("rendition"),
  };
}

/** Vectors of some rows, ascending, in the space shared with texts. Throws the first failure. */
export async function embedRows(
  dataset: Dataset,
  rows: readonly number[],
  { encoder, store, how: { signal, onProgress } }: FailsCall,
): Promise<Embeddings> {
  const { embeddings, failures } = await embedDataset(dataset, encoder, {
    rows,
    store,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  if (failures.length > 0) throw new ClipscopeError(failures[0].code, failures[0].message);
  return embeddings;
}

/** A class for each name. */
export const classify = (
  names: readonly string[],
  { encoder, how: { signal, onProgress } }: FailsCall,
  templates: readonly string[] = TEMPLATES,
): Promise<Embeddings> =>
  ensembleClassifier((texts) => encoder.embedTexts(texts), names, templates, {
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
