import type { OpenOptions, Roles } from "@clipscope/datasets";
import type { Vocabulary } from "../evaluate/classes.js";
import type { Filter } from "../rows/filter.js";

/** Version of the document format written by this program. */
export const DOCUMENT_VERSION = 2;

/**
 * Everything that a saved study, a link and an undo step contain: what is open, the texts, and what is shown. Plain
 * JSON. Contains no computed value: results are a function of the document and of content hashes.
 */
export interface StudyDocument {
  version: typeof DOCUMENT_VERSION;
  title?: string;
  /** The open dataset; `null` before one is opened. */
  data: DatasetRef | null;
  model: ModelRef;
  /** Second model, shown beside the first. */
  compareWith?: ModelRef;
  /** Columns for roles, overriding those guessed from the data; `null` for none. */
  roles: RoleChoices;
  /** Name of a column of stored vectors to use instead of images. */
  vectors?: string;
  /** Sample of rows. Default: all rows. */
  sample?: Sample;
  /** Sets of classes and templates; at least one. */
  texts: readonly TextSet[];
  /** Id of the text set in use. */
  active: string;
  edits: Edits;
  /** Rows shown: those that pass every filter. */
  filters: readonly Filter[];
  /** The selected rows, shared by all views. */
  selection?: Filter;
  /** Seed of everything random: map, splits, resamples. The sample has its own. */
  seed: number;
  /** Id of the open view. */
  view: string;
  /** Options of each view, by view id; validated by the view. */
  views: Readonly<Record<string, unknown>>;
}

/** Reference to a dataset: where to open it, how, and the hash it had. */
export type DatasetRef = (
  | {
      kind: "builtin";
      /** Id under which the program registered it. */
      id: string;
      /** Parts to open. Default: those that the dataset chooses. */
      parts?: readonly string[];
    }
  | { kind: "path"; path: string }
  | { kind: "url"; url: string }
  /** Files chosen or dropped in a browser, which must be chosen again after a reload. `name`: of the file or folder. */
  | { kind: "files"; name: string }
  /** Several datasets joined into one, with a new column that says which dataset each row is from: a shift. */
  | { kind: "several"; parts: readonly DatasetRef[]; column: string }
) & {
  options?: DatasetOptions;
  /** The dataset's hash when the document was saved. */
  hash?: string;
};

/** How the data are opened; roles are set separately, and do not require reopening. */
export type DatasetOptions = Pick<OpenOptions, "title" | "image" | "key" | "imageRoot" | "table" | "header">;

/** Reference to a model, and its content hash when the document was saved. */
export type ModelRef = (
  | { kind: "builtin"; id: string }
  | { kind: "hub"; id: string }
  | { kind: "path"; path: string }
  | { kind: "url"; url: string }
  | { kind: "files"; name: string }
  | { kind: "none" }
) & { hash?: string };

export type RoleChoices = { readonly [R in keyof Roles]?: string | null };

/** A random choice of a column's values, such as 200 of its classes, or of rows. Only their rows are in the study. */
export interface Sample {
  /** Category column whose values are chosen. Absent: rows are chosen. */
  column?: string;
  /** Number of values, or of rows. */
  count: number;
  seed: number;
}

/** A set of classes with the templates that turn their names into prompts. */
export interface TextSet {
  /** Unique in the document. */
  id: string;
  title: string;
  /**
   * "labels": one class for each value of the label column, in its order; an entry of `classes` replaces the
   * classes of the values in its `of`. "none": only `classes`.
   */
  base: "labels" | "none";
  /** Edited and added classes. */
  classes: readonly ClassEntry[];
  /** Prompt templates, each with `{}`. Default: those that come with the data, or "a photo of a {}.". */
  templates?: readonly string[];
  /** Competing classes if the labels are part of a larger list; see `evaluateZeroShot`. */
  vocabulary?: Vocabulary;
}

/** A class as edited: a new name, a merge (several values in `of`), or a competitor without images (`of` empty). */
export interface ClassEntry {
  /** Unique in the set. The class of an unedited label value has the id `labelClassId(value)`. */
  id: string;
  /** Names of the class; every template is filled with each. The first is displayed. */
  names: readonly string[];
  /** Complete texts to use instead of the names filled into templates. */
  prompts?: readonly string[];
  /** Label values that the class stands for. */
  of: readonly string[];
  /** Whether the class and its images are left out. */
  out?: true;
}

/** Changes to the data, by row key. */
export interface Edits {
  /** Corrected labels; `null` for none. */
  relabel: Readonly<Record<string, string | null>>;
  /** Keys of the rows with each tag. */
  tags: Readonly<Record<string, readonly string[]>>;
}

/** Id of the class of an unedited label value. */
export const labelClassId = (value: string): string => `label/${value}`;
