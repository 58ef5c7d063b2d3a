import type {
  Column,
  ImageColumn,
  Roles,
  RowProblem,
  UnreadPath,
  VectorColumn,
  Vocabulary,
} from "../dataset.js";
import type { FileSource, ReadOptions } from "./source.js";

/**
 * A reader's result, from which `openDataset` makes the `Dataset`: it resolves image paths, gathers vectors
 * stored in number columns, guesses roles, makes keys unique, and hashes.
 */
export interface RawTable {
  rows: number;
  /** Columns in file order. */
  columns: Map<string, Column>;
  /** Row names, if the format has them, such as paths; need not be unique. `[rows]` */
  keys?: readonly string[];
  /** Images stored in the format itself. If absent, `openDataset` looks for a column of paths or URLs. */
  images?: RawImages;
  vectors?: Map<string, RawVectors>;
  /** Lists of numbers in a text format, which `gatherVectors` turns into embeddings or list columns. */
  numberLists?: Map<string, readonly (readonly number[] | undefined)[]>;
  /** Rows that could not be read; they remain rows. */
  problems?: RowProblem[];
  /** Resolves image paths, if not relative to the opened source: within an archive. */
  beside?: ReadOptions["beside"];
  /** Paths that could not be read at all. */
  unread?: UnreadPath[];
  /** Notes for the user on how the file was interpreted, as sentences. */
  notes?: string[];
  /** Roles stated by the format, such as a folder level or a `ClassLabel`; they override guesses by name. */
  roles?: Roles;
  vocabulary?: Vocabulary;
  templates?: readonly string[];
}

export interface RawImages extends ImageColumn {
  /** Like `contentKey`, but equal on every machine, for the dataset's hash. Default: `contentKey`. */
  identity?(row: number): string | undefined;
}

export interface RawVectors extends VectorColumn {
  /** Identifies the content on every machine, such as `fileIdentity` of the containing file. */
  identity: string;
}

/**
 * Reads files of one format: a single file, or all shards in a folder, in path order. Does not read images;
 * vectors are scanned once, a few megabytes at a time, for unusable rows.
 */
export type Reader = (files: readonly FileSource[], how: ReadOptions) => Promise<RawTable>;
