import type { Embeddings, ImageInput, OnProgress } from "@clipscope/types";

/**
 * Rows with columns, opened from a user's files by `openDataset`. Immutable: a row keeps its index while the
 * dataset is open, and its key permanently.
 */
export interface Dataset {
  readonly id: string;
  readonly title: string;
  /** SHA-256 of keys, columns and the identity of images and vectors; used by manifests and caches. */
  readonly hash: string;
  readonly rows: number;
  /** Unique row keys: a path, the value of an id column, or the row number. */
  readonly keys: TextColumn;
  readonly columns: ReadonlyMap<string, Column>;
  readonly images?: ImageColumn;
  /** Embeddings stored with the data, by column name. */
  readonly vectors: ReadonlyMap<string, VectorColumn>;
  readonly roles: Roles;
  /** Rows that could not be read, with reasons; they remain rows, and metrics exclude and count them. */
  readonly problems: readonly RowProblem[];
  /** Folders and files that could not be read at all, and so produced no rows. */
  readonly unread: readonly UnreadPath[];
  /** Guesses and observations on opening, as sentences: which column is the label, which rows share a key. */
  readonly notes: readonly string[];
  /** Prompt templates recommended by the data's provider, best first, if any. */
  readonly templates?: readonly string[];
  /**
   * The larger list of classes that the labels belong to, such as ImageNet's 1,000 for ImageNet-R's 200;
   * absent if the labels are complete.
   */
  readonly vocabulary?: Vocabulary;
}

/** A list of classes that contains a dataset's labels. */
export interface Vocabulary {
  /** Name of the list, such as "ImageNet". */
  title: string;
  classNames: readonly string[];
  /**
   * Label value → index in `classNames`, -1 for values without a class: `[values.length]` of the label
   * column.
   */
  of: Int32Array;
  /**
   * Class → the class it counts as, where several classes stand for one label: for ObjectNet's "chair",
   * barber chair, folding chair and rocking chair are all correct. Default: each class as itself.
   * `[classNames.length]`
   */
  countsAs?: Int32Array;
}

/** The column assigned to each role. */
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

/**
 * A path that could not be read and so produced no rows: a folder without permission, a damaged archive
 * member.
 */
export interface UnreadPath {
  path: string;
  message: string;
}

export type Column = CategoryColumn | NumberColumn | TextColumn | ListColumn;

/** A column with one of a fixed list of values per row: a label, a split, a shift, a tag. */
export interface CategoryColumn {
  kind: "category";
  title: string;
  /** Row → index in `values`; -1 if missing. `[rows]` */
  codes: Int32Array;
  values: readonly string[];
  /** Value → value of a coarser column, such as concept → subgroup: `of` is `[values.length]`. */
  parent?: { column: string; of: Int32Array };
}

export interface NumberColumn {
  kind: "number";
  title: string;
  /** Values, NaN if missing: `[rows]`. */
  values: Float32Array | Float64Array;
  unit?: string;
}

export interface TextColumn {
  kind: "text";
  title: string;
  /** A row's text; "" if missing. */
  at(row: number): string;
}

/** A column with several values per row: captions, or multiple labels. */
export interface ListColumn {
  kind: "list";
  title: string;
  /** Row r has the codes `codes[offsets[r]] … codes[offsets[r + 1] - 1]`. `[rows + 1]` */
  offsets: Int32Array;
  /** Indices in `values`. */
  codes: Int32Array;
  values: readonly string[];
}

export interface ImageColumn {
  /**
   * A row's image, in any form that the encoder takes. Rejects with the reason if the row has no readable
   * image.
   */
  read(row: number): Promise<ImageInput>;
  /** Identifies an image's content without reading it: SHA-256, or path, size and time. */
  contentKey(row: number): string | undefined;
}

export interface VectorColumn {
  width: number;
  /** The model that made the vectors, if the file says so. */
  model?: string;
  /** Other metadata in the file, such as `hash`, `features`, `normalized` and `failures`. */
  metadata?: Readonly<Record<string, string>>;
  /**
   * Reads the given rows in order, or all rows; unreadable rows are NaN and listed in the dataset's problems.
   */
  read(rows?: Int32Array): Promise<Embeddings>;
}

export interface OpenOptions {
  /** Title of the dataset. Default: the name of its file or folder. */
  title?: string;
  /** Columns for these roles, overriding the guess; `null` for none. */
  label?: string | null;
  split?: string | null;
  caption?: string | null;
  shift?: string | null;
  /** The column of image paths or URLs, and the column of row keys. */
  image?: string | null;
  key?: string | null;
  /** Base folder or URL of relative image paths. Default: the table's location. */
  imageRoot?: string;
  /**
   * Path, within a folder or archive of images, of the table that names them. Default: a table at the top
   * whose paths lead to images. `null`: no table, only the images.
   */
  table?: string | null;
  /** Whether the first line of a CSV file is a header. Default: detected. */
  header?: boolean;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}
