import type { Embeddings, ImageInput, OnProgress } from "@clipscope/types";

/**
 * Rows with columns, from anybody's files. Immutable: a row keeps its index while the dataset is open, and its key for
 * good. `openDataset` makes one.
 */
export interface Dataset {
  readonly id: string;
  readonly title: string;
  /** SHA-256 of keys, columns and the identity of images and vectors: what manifests and caches use. */
  readonly hash: string;
  readonly rows: number;
  /** A path, an id column, or the row's number; unique. */
  readonly keys: TextColumn;
  readonly columns: ReadonlyMap<string, Column>;
  readonly images?: ImageColumn;
  /** Embeddings that came with the data, by column name. */
  readonly vectors: ReadonlyMap<string, VectorColumn>;
  readonly roles: Roles;
  /** Rows that could not be read, and why; they stay rows, and figures leave them out by count. */
  readonly problems: readonly RowProblem[];
  /** Folders and files that could not be read at all and so became no rows. */
  readonly unread: readonly UnreadPath[];
  /** What was guessed or noticed on opening, as sentences: which column is the label, which rows share a key. */
  readonly notes: readonly string[];
  /** Prompt templates that fit this data, best first, where its provider knows some. */
  readonly templates?: readonly string[];
  /** Where the labels are part of a larger list of classes, such as ImageNet-R's 200 of ImageNet's 1,000. */
  readonly vocabulary?: Vocabulary;
}

/** A list of classes of which a dataset's labels are a part. */
export interface Vocabulary {
  /** Such as "ImageNet". */
  title: string;
  classNames: readonly string[];
  /** Label value -> index in `classNames`, -1 for values that no class stands for: `[values.length]` of the label column. */
  of: Int32Array;
  /**
   * Class -> the class that it counts as, where several stand for one label value: ObjectNet's "chair" is right as barber
   * chair, folding chair and rocking chair. Left out: each as itself. `[classNames.length]`
   */
  countsAs?: Int32Array;
}

/** Which column plays which part. */
export interface Roles {
  label?: string;
  split?: string;
  caption?: string;
  shift?: string;
}

export interface RowProblem {
  row: number;
  message: string;
}

/** A path that could not be read and so became no row: a folder without permission, a damaged archive member. */
export interface UnreadPath {
  path: string;
  message: string;
}

export type Column = CategoryColumn | NumberColumn | TextColumn | ListColumn;

/** One value of a list for each row: a label, a split, a shift, a tag. */
export interface CategoryColumn {
  kind: "category";
  title: string;
  /** Row -> index in `values`; -1 where the value is missing. `[rows]` */
  codes: Int32Array;
  values: readonly string[];
  /** Value -> value of a coarser column, such as concept -> subgroup: `of` is `[values.length]`. */
  parent?: { column: string; of: Int32Array };
}

export interface NumberColumn {
  kind: "number";
  title: string;
  /** NaN where the value is missing. `[rows]` */
  values: Float32Array | Float64Array;
  unit?: string;
}

export interface TextColumn {
  kind: "text";
  title: string;
  /** "" where the value is missing. */
  at(row: number): string;
}

/** Several values a row: captions, or several labels. */
export interface ListColumn {
  kind: "list";
  title: string;
  /** Row r has `codes[offsets[r]] … codes[offsets[r + 1] - 1]`. `[rows + 1]` */
  offsets: Int32Array;
  /** Indices in `values`. */
  codes: Int32Array;
  values: readonly string[];
}

export interface ImageColumn {
  /** The image of a row, as the encoder takes it. Rejects with the reason if the row has none that can be read. */
  read(row: number): Promise<ImageInput>;
  /** What tells one image's content from another's without reading it: SHA-256, or path, size and time. */
  contentKey(row: number): string | undefined;
}

export interface VectorColumn {
  width: number;
  /** The model that made them, if the file says so. */
  model?: string;
  /** Whatever else the file says of them, such as `hash`, `features`, `normalized` and `failures`. */
  metadata?: Readonly<Record<string, string>>;
  /** Rows in the order given, or all of them; a row that could not be read is NaN and among the dataset's problems. */
  read(rows?: Int32Array): Promise<Embeddings>;
}

export interface OpenOptions {
  /** What the dataset is called; by default its file's or folder's name. */
  title?: string;
  /** Columns that play a part, where the guess is wrong; `null` says that there is none. */
  label?: string | null;
  split?: string | null;
  caption?: string | null;
  shift?: string | null;
  /** The column with paths or URLs of images, and the one with the rows' keys. */
  image?: string | null;
  key?: string | null;
  /** The folder or URL that paths of images are relative to, if not where the table is. */
  imageRoot?: string;
  /**
   * The table of a folder or archive of images that names them, by its path in it; by default one at the top whose paths
   * lead to images. `null`: no table, the images alone.
   */
  table?: string | null;
  /** Whether the first line of a CSV names its columns; by default it is looked at. */
  header?: boolean;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}
