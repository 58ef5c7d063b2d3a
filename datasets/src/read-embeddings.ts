import { ClipscopeError, type Embeddings } from "@clipscope/types";
import type { Column, OpenOptions, Roles, RowProblem } from "./dataset.js";
import { openDataset } from "./open-dataset.js";
import type { DatasetSource } from "./read/opened.js";
import type { EmbeddingsTable } from "./write/embeddings-table.js";

export interface ReadEmbeddingsOptions extends OpenOptions {
  /** Name of the vector column, if the file has several. Default: the first. */
  column?: string;
}

/** The content of an embeddings file, in the form that `writeEmbeddings` takes. */
export interface ReadEmbeddings extends EmbeddingsTable {
  /** `[rows, width]` with row keys; NaN in unusable rows. */
  embeddings: Embeddings & { keys: readonly string[] };
  columns: ReadonlyMap<string, Column>;
  roles: Roles;
  /** The file's metadata about the model; empty if there is none. */
  metadata: Readonly<Record<string, string>>;
  /** Unusable rows, with reasons. */
  problems: readonly RowProblem[];
  /** Guesses made on reading, as sentences. */
  notes: readonly string[];
}

/**
 * Reads embeddings with their keys, columns and metadata: Parquet, Arrow, NPY, NPZ, safetensors, files of
 * TensorBoard's Embedding Projector, CSV and JSON Lines. All rows are loaded into memory; use `openDataset`
 * to read rows on demand. Images are ignored unless `image` names their column.
 *
 * Throws `bad-argument` if there are no vectors, and any error of `openDataset`.
 */
export async function readEmbeddings(
  source: DatasetSource,
  how: ReadEmbeddingsOptions = {},
): Promise<ReadEmbeddings> {
  const { column, ...options } = how;
  const dataset = await openDataset(source, { image: null, ...options });
  const names = [...dataset.vectors.keys()];
  const name = column ?? names[0];
  const vectors = name === undefined ? undefined : dataset.vectors.get(name);
  if (!vectors) {
    throw new ClipscopeError(
      "bad-argument",
      column === undefined
        ? `${dataset.id} has no embeddings: a column of lists of numbers, or a matrix [rows, width], is needed. Make them with clipscope embed.`
        : `${dataset.id} has no vectors “${column}”, only ${names.join(", ") || "none"}.`,
    );
  }
  const { columns: _, ...metadata } = vectors.metadata ?? {};
  const keys = Array.from({ length: dataset.rows }, (_, row) => dataset.keys.at(row));
  return {
    embeddings: { ...(await vectors.read()), keys },
    columns: withoutKeys(dataset.columns, keys),
    roles: dataset.roles,
    metadata,
    problems: dataset.problems,
    notes: dataset.notes,
  };
}

/** Drops the column that only repeats the keys. */
function withoutKeys(
  columns: ReadonlyMap<string, Column>,
  keys: readonly string[],
): ReadonlyMap<string, Column> {
  const key = columns.get("key");
  const repeats = key?.kind === "text" && keys.every((text, row) => key.at(row) === text);
  return repeats ? new Map([...columns].filter(([, column]) => column !== key)) : columns;
}
