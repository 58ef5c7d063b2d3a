import type { LegendEntry } from "./legend-entry.js";

/** A line of a legend: an entry, or a parent with its entries. */
export type LegendItem =
  | { entry: LegendEntry }
  | { title: string; children: readonly LegendEntry[]; open: boolean };

/** Number of entries from which a search field is shown and parents are folded. */
export const MANY = 12;

/**
 * The lines of a legend: entries that have a parent stand below its line if it is open. A search leaves the entries
 * whose label or parent contains it, with all parents open. Entries without rows are left out.
 */
export function itemsOf(
  entries: readonly LegendEntry[],
  query: string,
  open: ReadonlySet<string>,
): LegendItem[] {
  const wanted = query.trim().toLowerCase();
  const fits = ({ n, label, parent = "" }: LegendEntry) =>
    n !== 0 && (label.toLowerCase().includes(wanted) || parent.toLowerCase().includes(wanted));
  const listed = entries.filter(fits);
  const folds = entries.filter(({ n }) => n !== 0).length > MANY;
  const families = new Map<string | undefined, LegendEntry[]>();
  for (const entry of listed) {
    const family = families.get(entry.parent);
    if (family) family.push(entry);
    else families.set(entry.parent, [entry]);
  }
  return [...families].flatMap(([title, children]): LegendItem[] => {
    const lines = children.map((entry) => ({ entry }));
    if (title === undefined || !folds) return lines;
    const isOpen = wanted !== "" || open.has(title);
    return [{ title, children, open: isOpen }, ...(isOpen ? lines : [])];
  });
}

/** The ids that are hidden after entries are hidden, or shown if all of them were hidden. */
export function toggled(hidden: readonly string[], ids: readonly string[]): string[] {
  const now = new Set(hidden);
  const show = ids.every((id) => now.has(id));
  for (const id of ids) show ? now.delete(id) : now.add(id);
  return [...now];
}

/** The ids that are hidden when only these are shown, or none if only these are shown already. */
export function isolated(
  entries: readonly LegendEntry[],
  hidden: readonly string[],
  ids: readonly string[],
): string[] {
  const own = new Set(ids);
  const others = entries.filter(({ id, n }) => n !== 0 && !own.has(id)).map(({ id }) => id);
  const now = new Set(hidden);
  return others.every((id) => now.has(id)) ? [] : others;
}
