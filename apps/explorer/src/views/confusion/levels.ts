import type { OpenedDataset, ResolvedClass, Scores } from "@clipscope/study";

/** A level of the hierarchy above the classes: each class's category at that level. */
export interface Level {
  /** Column name; "" for the classes themselves. */
  column: string;
  title: string;
  /** Class → name of its category: `[classes]`. */
  of: readonly string[];
}

/** Category of an added class, which no label value belongs to. */
export const ADDED = "(added classes)";

/**
 * The levels at which a matrix can be shown: the classes, and each coarser column above the label column, in
 * order.
 */
export function levelsOf(
  { columns, roles }: OpenedDataset,
  scores: Scores,
  resolved: readonly ResolvedClass[],
): Level[] {
  const names = distinct(scores.classes.map((each) => each.names[0]));
  const levels: Level[] = [{ column: "", title: "Class", of: names }];
  let column = roles.label === undefined ? undefined : columns.get(roles.label);
  if (column?.kind !== "category") return levels;
  const place = new Map(column.values.map((value, code) => [value, code]));
  const kept = resolved.filter(({ out }) => !out);
  // With classes that are not in the text set, such as a larger vocabulary, only the classes themselves are a level.
  if (kept.length !== names.length) return levels;
  let codes = kept.map(({ of }) => (of.length > 0 ? (place.get(of[0]) ?? -1) : -1));
  while (column?.kind === "category" && column.parent) {
    const { parent } = column;
    const coarser = columns.get(parent.column);
    if (coarser?.kind !== "category") break;
    codes = codes.map((code) => (code < 0 ? -1 : parent.of[code]));
    levels.push({
      column: parent.column,
      title: coarser.title,
      of: codes.map((code) => (code < 0 ? ADDED : coarser.values[code])),
    });
    column = coarser;
  }
  return levels;
}

/** Names with a number after those that several classes share, as ImageNet's two missiles. */
function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}
