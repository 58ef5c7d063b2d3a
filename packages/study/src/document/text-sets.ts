import { ClipscopeError } from "@clipscope/types";
import { type ClassEntry, labelClassId, type StudyDocument, type TextSet } from "./document.js";

const LABEL = labelClassId("");
const ADDED = "added/";

/** A text set by id; default: the active one. Throws `not-found`. */
export function findTextSet(doc: StudyDocument, id: string = doc.active): TextSet {
  const set = doc.texts.find((each) => each.id === id);
  if (set) return set;
  const known = doc.texts.map((each) => `"${each.id}"`).join(", ");
  throw new ClipscopeError("not-found", `There is no text set "${id}": the study has ${known}.`);
}

/**
 * A class of a set by id: its entry, or the class of an unedited label value, which is not checked against the
 * data. Throws `not-found`.
 */
export function findClass(set: TextSet, id: string): ClassEntry {
  const entry = set.classes.find((each) => each.id === id);
  if (entry) return entry;
  if (set.base === "labels" && id.startsWith(LABEL)) {
    const value = id.slice(LABEL.length);
    const owner = set.classes.find(({ of }) => of.includes(value));
    if (!owner) return { id, names: [value], of: [value] };
    throw new ClipscopeError(
      "not-found",
      `The label "${value}" belongs to the class "${owner.names[0]}" in "${set.title}": edit that class, "${owner.id}", or reset it first.`,
    );
  }
  throw new ClipscopeError("not-found", `There is no class "${id}" in the text set "${set.title}".`);
}

/** Whether an entry is a class that the user added, rather than an edit of label values. */
export const isAdded = (entry: ClassEntry): boolean => entry.of.length === 0 || entry.id.startsWith(ADDED);

/** Whether an entry equals the unedited class of its label value. */
export const isUnedited = ({ id, names, prompts, of, out }: ClassEntry): boolean =>
  of.length === 1 &&
  id === labelClassId(of[0]) &&
  names.length === 1 &&
  names[0] === of[0] &&
  prompts === undefined &&
  out === undefined;

/** An id for a class added to a set. */
export function newClassId({ classes }: TextSet): string {
  const taken = new Set(classes.map(({ id }) => id));
  let n = 1;
  while (taken.has(`${ADDED}${n}`)) n++;
  return `${ADDED}${n}`;
}

/** Replaces the entry with the class's id, or appends it. An unedited label class has no entry, so it is removed. */
export function putClass(set: TextSet, entry: ClassEntry): TextSet {
  if (set.base === "labels" && isUnedited(entry)) return withoutClass(set, entry.id);
  const known = set.classes.some(({ id }) => id === entry.id);
  const classes = known
    ? set.classes.map((each) => (each.id === entry.id ? entry : each))
    : [...set.classes, entry];
  return { ...set, classes };
}

/** A set without the entry of a class. */
export const withoutClass = (set: TextSet, id: string): TextSet => ({
  ...set,
  classes: set.classes.filter((each) => each.id !== id),
});

/**
 * Throws an error with `code` if class ids repeat, a label value is in two classes, or an entry takes the id
 * of a label value that it does not stand for.
 */
export function checkTextSet(set: TextSet, code: "bad-argument" | "bad-file" = "bad-argument"): void {
  const ids = new Set<string>();
  const owners = new Map<string, string>();
  for (const { id, of } of set.classes) {
    if (ids.has(id)) {
      throw new ClipscopeError(
        code,
        `Two classes in "${set.title}" have the id "${id}": give each class its own id.`,
      );
    }
    ids.add(id);
    for (const value of of) {
      const owner = owners.get(value);
      if (owner !== undefined) {
        throw new ClipscopeError(
          code,
          `The label "${value}" is in two classes of "${set.title}", "${owner}" and "${id}": leave it in one.`,
        );
      }
      owners.set(value, id);
    }
    if (set.base === "labels" && id.startsWith(LABEL) && !of.includes(id.slice(LABEL.length))) {
      throw new ClipscopeError(
        code,
        `The class "${id}" in "${set.title}" does not stand for the label "${id.slice(LABEL.length)}": list the label in its "of", or give the class another id.`,
      );
    }
  }
}
