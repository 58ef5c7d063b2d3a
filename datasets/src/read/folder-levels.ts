import { categoryColumn } from "../columns.js";
import type { CategoryColumn, Roles } from "../dataset.js";
import { isSplitName } from "../roles.js";

export interface FolderLevels {
  columns: Map<string, CategoryColumn>;
  roles: Roles;
  notes: string[];
}

/**
 * Interprets the folders above each image, from the outermost in. Each level is the first of these that fits:
 *
 * - a split, if all its names are such as train, val and test;
 * - nothing, if it is a single folder around at least two others;
 * - the label, if all folders of the next level are splits: `cat/train`, `cat/test`;
 * - a shift, if the next level's names repeat under each of its folders and are at least as many: `photo/cat`,
 *   `sketch/cat`. If they are fewer, as in `cat/indoor`, `dog/indoor`, the outer level is the label, the inner the shift;
 * - the label, as in torchvision's `ImageFolder`: everything below belongs to the class.
 */
export function readFolderLevels(paths: readonly string[]): FolderLevels {
  const parts = paths.map((path) => path.split("/").slice(0, -1));
  const columns = new Map<string, CategoryColumn>();
  const roles: Roles = {};
  const notes: string[] = [];
  const add = (name: string, level: number) => {
    columns.set(
      name,
      categoryColumn(
        name,
        parts.map((each) => each[level]),
      ),
    );
    return name;
  };
  const sayLevel = (role: string, level: number, names: ReadonlySet<string>) =>
    notes.push(
      `The ${["first", "second", "third", "fourth"][level] ?? `${level + 1}th`} folder level is used as the ${role}: ${some(names)}.`,
    );

  for (let level = 0; ; level++) {
    const names = namesAt(parts, level);
    const inner = namesAt(parts, level + 1);
    const complete = parts.every((each) => each.length > level);
    if (names.size === 0) break;
    if (complete && roles.split === undefined && every(names, isSplitName)) {
      roles.split = add("split", level);
      sayLevel("split", level, names);
      continue;
    }
    const nested = parts.every((each) => each.length > level + 1);
    if (nested && names.size === 1 && inner.size > 1) {
      notes.push(`All images are in ${some(names)}: its subfolders are used.`);
      continue;
    }
    if (nested && roles.split === undefined && names.size > 1 && every(inner, isSplitName)) {
      roles.label = add("label", level);
      roles.split = add("split", level + 1);
      sayLevel("split", level + 1, inner);
      break;
    }
    if (nested && repeatBelow(parts, level)) {
      const [outer, within] =
        names.size > inner.size ? (["label", "shift"] as const) : (["shift", "label"] as const);
      if (outer === "label") {
        roles.label = add("label", level);
        roles.shift ??= add(roles.shift === undefined ? "shift" : `level ${level + 2}`, level + 1);
        sayLevel(within, level + 1, inner);
        break;
      }
      if (roles.shift === undefined) {
        roles.shift = add("shift", level);
        sayLevel("shift", level, names);
      } else add(every(names, (name) => /^[1-5]$/.test(name)) ? "severity" : `level ${level + 1}`, level);
      continue;
    }
    roles.label = add("label", level);
    break;
  }
  return { columns, roles, notes };
}

function namesAt(parts: readonly (readonly string[])[], level: number): Set<string> {
  const names = new Set<string>();
  for (const each of parts) if (each.length > level) names.add(each[level]);
  return names;
}

/**
 * Whether there are at least two folders with at least two subfolders each, half or more of which also occur
 * in another folder.
 */
function repeatBelow(parts: readonly (readonly string[])[], level: number): boolean {
  const below = new Map<string, Set<string>>();
  for (const each of parts) {
    const names = below.get(each[level]) ?? new Set();
    names.add(each[level + 1]);
    below.set(each[level], names);
  }
  const counts = new Map<string, number>();
  for (const names of below.values()) for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  if (below.size < 2) return false;
  return every(below.values(), (names) => {
    let repeated = 0;
    for (const name of names) if ((counts.get(name) ?? 0) > 1) repeated++;
    return names.size > 1 && repeated * 2 >= names.size;
  });
}

function every<T>(values: Iterable<T>, test: (value: T) => boolean): boolean {
  for (const value of values) if (!test(value)) return false;
  return true;
}

function some(names: ReadonlySet<string>): string {
  const list = [...names];
  return list.slice(0, 5).join(", ") + (list.length > 5 ? ` … (${list.length})` : "");
}
