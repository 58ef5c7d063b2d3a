import type { Concept } from "@clipscope/datasets/renditions";

/** Items grouped by category: the category of each item, and the categories with their counts. */
export interface Categories {
  /** Item → index into `entries`; -1 for items without a category. */
  of: Int16Array;
  entries: { id: string; label: string; n: number }[];
}

/** Number of colors; the last, gray, is for all remaining categories. */
export const most = 10;
export const otherId = "(other)";

/**
 * Groups items into at most ten categories, ordered by size, by first item, or by given ids; the rest become
 * a last category, "other". `idOf` returns undefined for an item without a category.
 */
export function categorize(
  length: number,
  idOf: (item: number) => string | undefined,
  labelOf: (id: string) => string,
  order: "size" | "first" | readonly string[],
): Categories {
  const counts = new Map<string, number>();
  const ids = Array.from({ length }, (_, item) => idOf(item));
  for (const id of ids) if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  let kept = [...counts.keys()];
  if (order === "size") kept.sort((a, b) => (counts.get(b) as number) - (counts.get(a) as number));
  else if (order !== "first") kept = order.filter((id) => counts.has(id));
  const others = kept.slice(most);
  kept = kept.slice(0, most);
  const entries = kept.map((id) => ({ id, label: labelOf(id), n: counts.get(id) as number }));
  if (others.length > 0) {
    const n = others.reduce((sum, id) => sum + (counts.get(id) as number), 0);
    entries.push({ id: otherId, label: `${others.length} other`, n });
  }
  const place = new Map(kept.map((id, i) => [id, i]));
  const of = Int16Array.from(ids, (id) => (id === undefined ? -1 : (place.get(id) ?? kept.length)));
  return { of, entries };
}

/** Label of a group key: "smileys-emotion" → "Smileys & emotion". */
export function groupLabel(key: string): string {
  return capital(key.replace("-", " & "));
}

/** Label of a subgroup key: "face-smiling" → "Face smiling". */
export function subgroupLabel(key: string): string {
  return capital(key.replaceAll("-", " "));
}

export const groupOf = (concept: Concept | undefined) => concept?.group ?? "added";
export const subgroupOf = (concept: Concept | undefined) => concept?.subgroup ?? "added";

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
