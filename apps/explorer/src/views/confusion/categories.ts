import type { ConfusionBlock } from "@clipscope/charts";
import type { Level } from "./levels.js";

/** A row and a column of the matrix: a class, or all classes of a parent that is closed. */
export interface Category {
  /** Column and value: "group/food"; for a class, its id after a slash. */
  id: string;
  name: string;
  /** Index into the levels: 0 for a class. -1 for the category of all that are not listed. */
  level: number;
  /** Indices of its classes. */
  classes: readonly number[];
  /** Its value at each level, -1 for none: `[levels]`. */
  path: readonly number[];
}

/** Id of the category that collects all classes that are not listed. */
export const OTHER = "(other)";

export const idOf = ({ column, ids }: Level, code: number): string => `${column}/${ids[code]}`;

/**
 * The categories of a matrix along the hierarchy, from the coarsest level down: a parent is open if it is above the
 * level `by` and closed otherwise, unless it is in `toggled`. A class without a parent stands for itself.
 */
export function categoriesOf(
  levels: readonly Level[],
  { by, toggled }: { by: string; toggled: readonly string[] },
): Category[] {
  const base = Math.max(
    0,
    levels.findIndex(({ column }) => column === by),
  );
  const turned = new Set(toggled);
  const found = new Map<string, Category & { classes: number[] }>();
  for (let c = 0; c < levels[0].of.length; c++) {
    const path = levels.map(({ of }) => of[c]);
    const level = levelOf(levels, path, base, turned);
    const id = idOf(levels[level], path[level]);
    const known = found.get(id);
    if (known) known.classes.push(c);
    else {
      const own = path.map((code, l) => (l < level ? -1 : code));
      found.set(id, { id, name: levels[level].names[path[level]], level, classes: [c], path: own });
    }
  }
  return [...found.values()].sort((a, b) => {
    for (let l = levels.length - 1; l > 0; l--) {
      if (a.path[l] !== b.path[l]) return after(a.path[l]) - after(b.path[l]);
    }
    return a.classes[0] - b.classes[0];
  });
}

/** Classes without a parent come last. */
const after = (code: number) => (code < 0 ? Number.MAX_SAFE_INTEGER : code);

function levelOf(
  levels: readonly Level[],
  path: readonly number[],
  base: number,
  toggled: ReadonlySet<string>,
): number {
  for (let l = levels.length - 1; l > 0; l--) {
    if (path[l] < 0) continue;
    const isOpen = l > base !== toggled.has(idOf(levels[l], path[l]));
    if (!isOpen) return l;
  }
  return 0;
}

/** The parent of a category: its value at the next coarser level that has one; undefined at the top. */
export function parentOf(
  category: Category,
  levels: readonly Level[],
): { id: string; name: string } | undefined {
  if (category.level < 0) return undefined;
  for (let l = category.level + 1; l < levels.length; l++) {
    const code = category.path[l];
    if (code >= 0) return { id: idOf(levels[l], code), name: levels[l].names[code] };
  }
  return undefined;
}

/** Neighbors with the same value at each level above the finest category, from the finest level to the coarsest. */
export function blocksOf(categories: readonly Category[], levels: readonly Level[]): ConfusionBlock[][] {
  const found: ConfusionBlock[][] = [];
  for (let l = 1; l < levels.length; l++) {
    const blocks: ConfusionBlock[] = [];
    for (const [at, { level, path, name }] of categories.entries()) {
      const isInside = level >= 0 && level <= l && path[l] >= 0;
      const own = isInside ? levels[l].names[path[l]] : name;
      const last = blocks.at(-1);
      if (last?.name === own && isInside) last.to = at + 1;
      else blocks.push({ name: own, from: at, to: at + 1 });
    }
    if (blocks.length < categories.length) found.push(blocks);
  }
  return found;
}

/** Neighbors whose names begin alike, for an order by name. */
export function initialsOf(categories: readonly Category[]): ConfusionBlock[][] {
  const blocks: ConfusionBlock[] = [];
  for (const [at, { name }] of categories.entries()) {
    const initial = name.charAt(0).toUpperCase();
    const last = blocks.at(-1);
    if (last?.name === initial) last.to = at + 1;
    else blocks.push({ name: initial, from: at, to: at + 1 });
  }
  return [blocks];
}
