import type { CategoryColumn } from "@clipscope/datasets";
import type { ClassList } from "../compute/compute.js";
import { type ClassEntry, labelClassId, type TextSet } from "./document.js";
import { isUnedited } from "./text-sets.js";

/** A class of a text set after edits. */
export interface ResolvedClass extends ClassEntry {
  /** Whether it differs from the class of its label value, or is left out. */
  edited: boolean;
  /** Whether it was added: no label value belongs to it. */
  added: boolean;
}

/**
 * All classes of a text set, including those left out. In a set based on labels, classes follow the order of
 * the label values, a merged class at the place of its first one, and added classes come last; entries for
 * values that the labels don't have are ignored. In other sets the order is that of the entries. `labels`: the
 * label column, undefined without one.
 */
export function resolveClasses(set: TextSet, labels: CategoryColumn | undefined): ResolvedClass[] {
  if (set.base === "none") return set.classes.map(resolve);
  const owner = new Map(set.classes.flatMap((entry) => entry.of.map((value) => [value, entry] as const)));
  const used = new Set<ClassEntry>();
  const classes: ClassEntry[] = [];
  for (const value of labels?.values ?? []) {
    const entry = owner.get(value) ?? { id: labelClassId(value), names: [value], of: [value] };
    if (!used.has(entry)) classes.push(entry);
    used.add(entry);
  }
  return [...classes, ...set.classes.filter(({ of }) => of.length === 0)].map(resolve);
}

function resolve(entry: ClassEntry): ResolvedClass {
  const added = entry.of.length === 0;
  return { ...entry, added, edited: entry.out === true || (!added && !isUnedited(entry)) };
}

/**
 * The classes of a computation: those that are not left out. "labels" if nothing was edited, so that the data's
 * own list of classes and its policy apply.
 */
export function classListOf(resolved: readonly ResolvedClass[], set: TextSet): ClassList {
  const kept = resolved.filter(({ out }) => !out);
  const leftOut = resolved.filter(({ out }) => out).flatMap(({ of }) => of);
  const plain = set.base === "labels" && !resolved.some(({ added, edited }) => added || edited);
  return {
    classes: kept.map(({ id, names, prompts, of }) => ({ id, names, ...(prompts && { prompts }), of })),
    base: plain ? "labels" : "given",
    ...(leftOut.length > 0 && { leftOut }),
    ...(set.vocabulary && { vocabulary: set.vocabulary }),
  };
}
