import type { CategoryColumn, Vocabulary } from "@clipscope/datasets";
import type { ClassList } from "../compute/compute.js";
import { type ClassEntry, labelClassId, type TextSet } from "./document.js";
import { isUnedited } from "./text-sets.js";

/** A class of a text set after edits. */
export interface ResolvedClass extends ClassEntry {
  /** Whether it differs from its label value's unedited class, or is left out. */
  edited: boolean;
  /** Whether it was added: no label value belongs to it. */
  added: boolean;
}

/**
 * All classes of a text set, including those left out. In a set based on labels, classes follow the order of the
 * label values, a merged class takes the place of its first value, and added classes come last; entries for values
 * that the labels don't have are ignored. In other sets the order is that of the entries. `labels`: the label
 * column, undefined without one. `rows`: the rows of a sample of classes; values that occur in none of them are
 * ignored. Default: all values.
 */
export function resolveClasses(
  set: TextSet,
  labels: CategoryColumn | undefined,
  rows?: Int32Array,
): ResolvedClass[] {
  if (set.base === "none") return set.classes.map(resolve);
  const owner = new Map(set.classes.flatMap((entry) => entry.of.map((value) => [value, entry] as const)));
  const used = new Set<ClassEntry>();
  const classes: ClassEntry[] = [];
  for (const value of labels ? valuesIn(labels, rows) : []) {
    const entry = owner.get(value) ?? { id: labelClassId(value), names: [value], of: [value] };
    if (!used.has(entry)) classes.push(entry);
    used.add(entry);
  }
  return [...classes, ...set.classes.filter(({ of }) => of.length === 0)].map(resolve);
}

/** The values that occur in `rows`, in the column's order; all values without `rows`. */
function valuesIn({ codes, values }: CategoryColumn, rows: Int32Array | undefined): readonly string[] {
  if (!rows) return values;
  const present = new Set<number>();
  for (const row of rows) present.add(codes[row]);
  return values.filter((_, code) => present.has(code));
}

function resolve(entry: ClassEntry): ResolvedClass {
  const added = entry.of.length === 0;
  return { ...entry, added, edited: entry.out === true || (!added && !isUnedited(entry)) };
}

/** What the classes of a computation depend on besides the text set. */
export interface ClassContext {
  labels?: CategoryColumn;
  /** The larger list of classes that the labels belong to, if the data have one. */
  vocabulary?: Vocabulary;
}

/**
 * The classes of a computation: those that are not left out. "labels" if these are the label values, unedited,
 * so that the data's own list of classes and its policy apply. After an edit, the classes of a larger list
 * still compete if the set says so.
 */
export function classListOf(
  resolved: readonly ResolvedClass[],
  set: TextSet,
  { labels, vocabulary }: ClassContext = {},
): ClassList {
  const kept = resolved.filter(({ out }) => !out);
  const leftOut = resolved.filter(({ out }) => out).flatMap(({ of }) => of);
  const edited = resolved.some((each) => each.added || each.edited);
  const complete = labels === undefined || labels.values.length === resolved.length;
  const policy = set.vocabulary && { vocabulary: set.vocabulary };
  const classes = kept.map(({ id, names, prompts, of }) => ({ id, names, ...(prompts && { prompts }), of }));
  if (set.base === "labels" && !edited && complete) return { classes, base: "labels", ...policy };
  return {
    classes:
      set.base === "labels" && set.vocabulary === "all" && vocabulary
        ? [...classes, ...unlabeled(vocabulary)]
        : classes,
    base: "given",
    ...(leftOut.length > 0 && { leftOut }),
    // Edited labels are the whole list; a class that was added to them competes although it has no label.
    ...(set.base === "none" && policy),
  };
}

/** The classes of a larger list that no label value belongs to. */
function unlabeled({ classNames, of, countsAs }: Vocabulary): ClassList["classes"] {
  const labeled = new Set(of);
  return classNames.flatMap((name, c) =>
    labeled.has(countsAs?.[c] ?? c) ? [] : [{ id: `vocabulary/${c}`, names: [name], of: [] }],
  );
}
