import type { CellPlace } from "@clipscope/charts";
import type { Confusion } from "./confusion.js";

/** What a cell holds. */
export interface CellFacts {
  /** Images in the cell, and those of them in the right class. */
  n: number;
  right: number;
  /** Images of its row, and predictions of its column. */
  images: number;
  predicted: number;
  all: number;
  /** With a second run: images in the cell in that run, and those that have entered and left it since. */
  before?: { n: number; came: number; left: number };
}

/** The items of a cell: those in it now, those in it before, and the items that it opens. */
export interface CellItems {
  now: number[];
  before: number[];
  /** Of a difference, those that changed; else those in it now. */
  opened: number[];
}

export function itemsOf({ labels, now, before }: Confusion, { row, column }: CellPlace): CellItems {
  const items: CellItems = { now: [], before: [], opened: [] };
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== row) continue;
    const isNow = now.predictions[i] === column;
    const isBefore = before?.predictions[i] === column;
    if (isNow) items.now.push(i);
    if (isBefore) items.before.push(i);
    if (before ? isNow !== isBefore : isNow) items.opened.push(i);
  }
  return items;
}

/** Caches the facts of the cells that were pointed to, so that a sentence and a panel count only once. */
const known = new WeakMap<Confusion, Map<string, CellFacts>>();

export function factsOf(confusion: Confusion, place: CellPlace): CellFacts {
  const key = `${place.row} ${place.column}`;
  const found = known.get(confusion) ?? new Map<string, CellFacts>();
  known.set(confusion, found);
  let facts = found.get(key);
  if (!facts) {
    facts = countedFacts(confusion, place);
    found.set(key, facts);
  }
  return facts;
}

function countedFacts(confusion: Confusion, place: CellPlace): CellFacts {
  const { images, predicted, rows, now } = confusion;
  const items = itemsOf(confusion, place);
  const earlier = new Set(items.before);
  const came = items.now.filter((item) => !earlier.has(item)).length;
  return {
    n: items.now.length,
    right: items.now.filter((item) => now.right[item] === 1).length,
    images: images[place.row],
    predicted: predicted[place.column],
    all: rows.length,
    ...(confusion.before && {
      before: { n: items.before.length, came, left: items.before.length - (items.now.length - came) },
    }),
  };
}

/** What changed between two runs. */
export interface Changes {
  /** Items whose prediction changed, and those that became right and wrong. */
  flipped: number[];
  gained: number[];
  lost: number[];
  /** Shares of right predictions, 0 to 1. */
  now: number;
  before: number;
}

/**
 * What changed since the second run; undefined without one. An item has flipped if its category or its verdict changed.
 */
export function changesOf({ now, before, rows }: Confusion): Changes | undefined {
  if (!before) return undefined;
  const changes: Changes = { flipped: [], gained: [], lost: [], now: 0, before: 0 };
  for (let i = 0; i < rows.length; i++) {
    changes.now += now.right[i] / rows.length;
    changes.before += before.right[i] / rows.length;
    if (now.right[i] > before.right[i]) changes.gained.push(i);
    if (now.right[i] < before.right[i]) changes.lost.push(i);
    if (now.predictions[i] !== before.predictions[i] || now.right[i] !== before.right[i])
      changes.flipped.push(i);
  }
  return changes;
}

/** Position of a category by id; -1 if it is not shown. */
export const placeOf = ({ categories }: Confusion, id: string): number =>
  categories.findIndex((category) => category.id === id);
