import type { Roles } from "@clipscope/datasets";
import type { Vocabulary } from "../evaluate/classes.js";
import type { Filter } from "../rows/filter.js";
import type { ClassEntry, DatasetRef, ModelRef, Sample, StudyDocument, TextSet } from "./document.js";

/**
 * A change to a study document. `set` is the id of a text set; default: the active one. `class` is a class id: that
 * of an entry of the set, or `labelClassId(value)`.
 */
export type Command =
  /**
   * Opens other data. Roles, vectors, sample, filters, selection, edits of rows, and edits and additions in
   * text sets based on labels are reset; a set with its own classes keeps them.
   */
  | { do: "open-data"; data: DatasetRef | null }
  | { do: "open-model"; model: ModelRef }
  | { do: "compare-with"; model: ModelRef | null }
  /** Accepts data or a model whose hash differs from the saved one, or records the hash of newly opened ones. */
  | { do: "accept-hash"; of: "data" | "model" | "compareWith"; hash: string }
  /** Chooses the column for a role; `undefined` returns to the column guessed from the data. */
  | { do: "set-role"; role: keyof Roles; column?: string | null }
  | { do: "set-vectors"; column: string | null }
  | { do: "set-sample"; sample: Sample | null }
  | { do: "set-seed"; seed: number }
  | { do: "set-title"; title: string }
  | { do: "add-text-set"; set: TextSet }
  | { do: "remove-text-set"; set: string }
  | { do: "rename-text-set"; set?: string; title: string }
  | { do: "activate-text-set"; set: string }
  | { do: "set-templates"; set?: string; templates: readonly string[] | null }
  | { do: "set-vocabulary"; set?: string; vocabulary: Vocabulary | null }
  | { do: "rename-class"; set?: string; class: string; names: readonly string[] }
  | { do: "set-prompts"; set?: string; class: string; prompts: readonly string[] | null }
  | { do: "leave-out"; set?: string; class: string; out: boolean }
  /** The first class keeps its id and names, and stands for the label values of all. */
  | { do: "merge-classes"; set?: string; classes: readonly string[] }
  /** Adds a competitor without images. */
  | { do: "add-class"; set?: string; names: readonly string[] }
  /** Removes an added class, or any class of a set with base "none". */
  | { do: "remove-class"; set?: string; class: string }
  /**
   * Undoes all edits of one class: its label values have their own classes again. An added class keeps its
   * name, and loses the labels merged into it.
   */
  | { do: "reset-class"; set?: string; class: string }
  | { do: "set-classes"; set?: string; base: TextSet["base"]; classes: readonly ClassEntry[] }
  /** Corrects the labels of rows; `null` removes the label, `undefined` the correction. */
  | { do: "relabel"; keys: readonly string[]; value?: string | null }
  | { do: "tag"; tag: string; keys: readonly string[] }
  /** Without keys, removes the tag from all rows. */
  | { do: "untag"; tag: string; keys?: readonly string[] }
  | { do: "add-filter"; filter: Filter }
  | { do: "remove-filter"; index: number }
  | { do: "clear-filters" }
  | { do: "select"; selection: Filter | null }
  | { do: "open-view"; view: string }
  /** Merges options into a view's own; `undefined` removes one. `title`: what undo calls it, "Remove “apple.png”". */
  | { do: "set-view"; view: string; options: Readonly<Record<string, unknown>>; title?: string }
  /** Replaces everything, as when a file or a link is opened. */
  | { do: "replace"; document: StudyDocument };
