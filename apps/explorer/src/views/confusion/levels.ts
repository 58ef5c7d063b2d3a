import { classNames, type OpenedDataset, type ResolvedClass } from "@clipscope/study";

/** A level of the hierarchy: each class's value at that level. */
export interface Level {
  /** Column name; "" for the classes themselves. */
  column: string;
  title: string;
  /** Class → code of its value, -1 for a class without one, such as an added class: `[classes]`. */
  of: Int32Array;
  /** Displayed names of the values, by code. */
  names: readonly string[];
  /** Ids of the values, by code: the values themselves, or the ids of classes, which a new name does not change. */
  ids: readonly string[];
}

/**
 * The levels at which a matrix can be shown, from fine to coarse: the classes, and each coarser column above the label
 * column. `resolved`: the classes of the text set, without those left out; with others, such as a larger vocabulary,
 * only the classes themselves are a level.
 */
export function levelsOf(
  { columns, roles }: OpenedDataset,
  classes: readonly { names: readonly string[] }[],
  resolved: readonly ResolvedClass[],
): Level[] {
  const isOwn = resolved.length === classes.length;
  const names = classNames(classes);
  const ids = isOwn ? resolved.map(({ id }) => id) : names;
  const levels: Level[] = [{ column: "", title: "Class", of: Int32Array.from(classes.keys()), names, ids }];
  let column = roles.label === undefined ? undefined : columns.get(roles.label);
  if (column?.kind !== "category" || !isOwn) return levels;
  const place = new Map(column.values.map((value, code) => [value, code]));
  let codes = Int32Array.from(resolved, ({ of }) => (of.length > 0 ? (place.get(of[0]) ?? -1) : -1));
  while (column?.kind === "category" && column.parent) {
    const { parent } = column;
    const coarser = columns.get(parent.column);
    if (coarser?.kind !== "category" || levels.some((level) => level.column === parent.column)) break;
    codes = codes.map((code) => (code < 0 ? -1 : parent.of[code]));
    const { title, values } = coarser;
    levels.push({ column: parent.column, title, of: codes, names: titlesOf(values), ids: values });
    column = coarser;
  }
  return levels;
}

/**
 * Values as words: hyphens and underscores of slugs become spaces, and the first letter is a capital if all values are
 * slugs: "food-asian" → "Food asian".
 */
export function titlesOf(values: readonly string[]): string[] {
  const isSlug = (value: string) => /^[\p{Ll}\p{N}]+([-_][\p{Ll}\p{N}]+)*$/u.test(value);
  const all = values.every(isSlug);
  return values.map((value) => {
    const words = isSlug(value) ? value.replace(/[-_]/g, " ") : value;
    return all ? words.charAt(0).toUpperCase() + words.slice(1) : words;
  });
}
