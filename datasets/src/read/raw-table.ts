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
 * What a reader makes of its files; `openDataset` makes the `Dataset` of it: resolves paths of images, gathers vectors
 * that lie in number columns, guesses roles, makes keys unique, and hashes.
 */
export interface RawTable {
  rows: number;
  /** In the order of the file. */
  columns: Map<string, Column>;
  /** A name for each row if the format has one, such as a path; need not be unique. `[rows]` */
  keys?: readonly string[];
  /** Images that the format itself holds. Left out, `openDataset` looks for a column with paths or URLs. */
  images?: RawImages;
  vectors?: Map<string, RawVectors>;
  /** Lists of numbers of a text format: `gatherVectors` makes embeddings or lists of them. */
  numberLists?: Map<string, readonly (readonly number[] | undefined)[]>;
  /** Rows that could not be read; they stay rows. */
  problems?: RowProblem[];
  /** Where paths of images are looked for, if not beside what was opened: within an archive. */
  beside?: ReadOptions["beside"];
  /** Paths that could not be read at all. */
  unread?: UnreadPath[];
  /** What a person should know about how the file was taken, as sentences. */
  notes?: string[];
  /** Roles that the format itself states, such as the folder's level or a `ClassLabel`; a name guess gives way. */
  roles?: Roles;
  vocabulary?: Vocabulary;
  templates?: readonly string[];
}

export interface RawImages extends ImageColumn {
  /** Like `contentKey`, but equal on every machine: it goes into the dataset's hash. Left out: `contentKey` is. */
  identity?(row: number): string | undefined;
}

export interface RawVectors extends VectorColumn {
  /** What tells their content from another's on every machine, such as `fileIdentity` of the file that holds them. */
  identity: string;
}

/**
 * Reads files of one format: a single one, or the shards that a folder has of it, in order of path. Does not read
 * images; vectors are read once, a few megabytes at a time, to find the rows that can't be used.
 */
export type Reader = (files: readonly FileSource[], how: ReadOptions) => Promise<RawTable>;
