import { ClipscopeError } from "@clipscope/types";
import type { Command } from "./command.js";
import { type ClassEntry, labelClassId, type TextSet } from "./document.js";
import { checkTextSet, findClass, isAdded, newClassId, putClass, withoutClass } from "./text-sets.js";

/** A command that changes the contents of one text set. */
export type TextCommand = Extract<
  Command,
  {
    do:
      | "rename-text-set"
      | "set-templates"
      | "set-vocabulary"
      | "rename-class"
      | "set-prompts"
      | "leave-out"
      | "merge-classes"
      | "add-class"
      | "remove-class"
      | "reset-class"
      | "set-classes";
  }
>;

/** Applies a command to a text set. Throws `not-found` for a class that it doesn't have, and `bad-argument`. */
export function editTextSet(set: TextSet, command: TextCommand): TextSet {
  switch (command.do) {
    case "rename-text-set":
      return { ...set, title: command.title };
    case "set-templates":
      return given(set, "templates", command.templates);
    case "set-vocabulary":
      return given(set, "vocabulary", command.vocabulary);
    case "rename-class":
      return putClass(set, { ...findClass(set, command.class), names: command.names });
    case "set-prompts":
      return putClass(set, given(findClass(set, command.class), "prompts", command.prompts));
    case "leave-out":
      return putClass(set, given(findClass(set, command.class), "out", command.out ? true : null));
    case "merge-classes":
      return merge(set, command.classes);
    case "add-class":
      return putClass(set, { id: newClassId(set), names: command.names, of: [] });
    case "remove-class":
      return remove(set, command.class);
    case "reset-class":
      return reset(set, findClass(set, command.class));
    case "set-classes": {
      const next = { ...set, base: command.base, classes: command.classes };
      checkTextSet(next);
      return next;
    }
  }
}

/** An object with a field set, or without it if the value is `null`. */
function given<T extends object, K extends keyof T>(object: T, field: K, value: T[K] | null): T {
  const { [field]: _, ...rest } = object;
  return (value === null ? rest : { ...rest, [field]: value }) as T;
}

function merge(set: TextSet, ids: readonly string[]): TextSet {
  const [first, ...others] = [...new Set(ids)].map((id) => findClass(set, id));
  if (others.length === 0) {
    throw new ClipscopeError("bad-argument", "Name at least two different classes to merge.");
  }
  const merged = { ...first, of: [first, ...others].flatMap(({ of }) => of) };
  return putClass(
    others.reduce((rest, { id }) => withoutClass(rest, id), set),
    merged,
  );
}

function remove(set: TextSet, id: string): TextSet {
  const entry = findClass(set, id);
  if (set.base === "none" || isAdded(entry)) return withoutClass(set, id);
  throw new ClipscopeError(
    "bad-argument",
    `The class "${entry.names[0]}" stands for labels in the data and can't be removed: leave it out instead.`,
  );
}

/**
 * In a set based on labels, deletes the entry; an added class stays, without the labels merged into it. In other
 * sets, whose classes have no unedited form, includes the class again if it was left out, and gives each label
 * value after the first a class of its own.
 */
function reset(set: TextSet, entry: ClassEntry): TextSet {
  const { out, ...kept } = entry;
  if (set.base === "labels") {
    return isAdded(entry) ? putClass(set, { ...kept, of: [] }) : withoutClass(set, entry.id);
  }
  const split = entry.of.slice(1).map((value) => ({ id: labelClassId(value), names: [value], of: [value] }));
  const next = [{ ...kept, of: entry.of.slice(0, 1) }, ...split].reduce(putClass, set);
  checkTextSet(next);
  return next;
}
