import { asCategory, type CategoryColumn } from "@clipscope/datasets";
import type { ClassList } from "../compute/compute.js";
import { classListOf, type ResolvedClass, resolveClasses } from "../document/classes.js";
import type { StudyDocument, TextSet } from "../document/document.js";
import { DEFAULT_TEMPLATES } from "../evaluate/zero-shot.js";
import { correctedLabels } from "../rows/derived-columns.js";
import { Memo } from "./memo.js";
import type { Sources } from "./sources.js";
import { keyIndexOf } from "./study-rows.js";

/** The classes and templates of text sets, once the labels are known. */
export class Texts {
  readonly #memo = new Memo(8);

  constructor(readonly sources: Sources) {}

  /**
   * Classes after edits, in order, including those left out; empty for an unknown set. If the sample chooses
   * classes, only those in it.
   */
  classes(doc: StudyDocument, set: string): readonly ResolvedClass[] {
    return this.#listsOf(doc, set)?.resolved ?? [];
  }

  /** Like `classes`, but ignoring the sample: a class has the same index, and so the same color, in every sample. */
  allClasses(doc: StudyDocument, set: string): readonly ResolvedClass[] {
    return this.#listsOf(doc, set)?.all ?? [];
  }

  /** The class list to send with a request. */
  classList(doc: StudyDocument, set: string): ClassList {
    return this.#listsOf(doc, set)?.list ?? { classes: [], base: "given" };
  }

  /** The set's own templates, otherwise those that come with the data. */
  templates(doc: StudyDocument, set: string): readonly string[] {
    return textSet(doc, set)?.templates ?? this.sources.dataset(doc).value?.templates ?? DEFAULT_TEMPLATES;
  }

  /** The label column, with the corrections of the document. */
  labels(doc: StudyDocument): CategoryColumn | undefined {
    const dataset = this.sources.dataset(doc).value;
    if (!dataset || dataset.roles.label === undefined) return undefined;
    const column = dataset.columns.get(dataset.roles.label);
    if (!column) return undefined;
    const { relabel } = doc.edits;
    return this.#memo.get("labels", [column, relabel], () => {
      const labels = asCategory(column, dataset.rows);
      return labels && correctedLabels(labels, relabel, keyIndexOf(dataset));
    });
  }

  #listsOf(doc: StudyDocument, id: string): Lists | undefined {
    const set = textSet(doc, id);
    const dataset = this.sources.dataset(doc).value;
    if (!set || !dataset) return undefined;
    const labels = this.labels(doc);
    const { vocabulary } = dataset;
    // A sample of rows does not change the list of classes.
    const rows = doc.sample?.column === undefined ? undefined : dataset.sampled;
    return this.#memo.get(`set ${id}`, [set, labels, rows, vocabulary], () => {
      const all = resolveClasses(set, labels);
      const resolved = rows ? resolveClasses(set, labels, rows) : all;
      const context = { ...(labels && { labels }), ...(vocabulary && { vocabulary }) };
      return { all, resolved, list: classListOf(resolved, set, context) };
    });
  }
}

interface Lists {
  all: readonly ResolvedClass[];
  resolved: readonly ResolvedClass[];
  list: ClassList;
}

/** A text set by id. */
export const textSet = ({ texts }: StudyDocument, id: string): TextSet | undefined =>
  texts.find((set) => set.id === id);

/** A document with a text set added, or replaced if it has one with the same id. */
export const withTextSet = (doc: StudyDocument, set: TextSet): StudyDocument => ({
  ...doc,
  texts: [...doc.texts.filter(({ id }) => id !== set.id), set],
});
