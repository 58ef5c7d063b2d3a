import type { CategoryColumn } from "@clipscope/datasets";
import { ClipscopeError } from "@clipscope/types";
import type { Sample } from "../document/document.js";
import type { Columns } from "./filter-rows.js";

/**
 * The rows of a sample, ascending: those with one of `count` chosen values of a column, or `count` chosen rows. All
 * of them if there are fewer. The choice depends only on the seed and on the values or keys: it is the same on
 * every machine, whatever their order, and a larger sample contains every smaller one with its seed. `columns` and
 * `keys` are those of the dataset. Throws `not-found` for an unknown column, and `bad-argument` for one that is not
 * a category.
 */
export function sampleRows(sample: Sample, columns: Columns, keys: readonly string[]): Int32Array {
  const { column: name, count, seed } = sample;
  if (name === undefined) return chooseIds(keys, count, seed);
  const column = columns.get(name);
  if (!column) {
    throw new ClipscopeError(
      "not-found",
      `The sample chooses values of the column "${name}", which does not exist: choose another column.`,
    );
  }
  if (column.kind !== "category") {
    throw new ClipscopeError(
      "bad-argument",
      `The sample chooses values of "${name}", a ${column.kind} column: choose a category, or rows.`,
    );
  }
  const chosen = chosenValues(column, count, seed);
  const rows = new Int32Array(column.codes.length);
  let found = 0;
  for (const [row, code] of column.codes.entries()) if (code >= 0 && chosen[code]) rows[found++] = row;
  return rows.slice(0, found);
}

/** For each value, 1 if it is chosen. Values that occur in no row are not counted. */
function chosenValues({ codes, values }: CategoryColumn, count: number, seed: number): Uint8Array {
  const present = new Uint8Array(values.length);
  for (const code of codes) if (code >= 0) present[code] = 1;
  const candidates = values.map((_, code) => code).filter((code) => present[code] === 1);
  const chosen = new Uint8Array(values.length);
  for (const place of chooseIds(
    candidates.map((code) => values[code]),
    count,
    seed,
  )) {
    chosen[candidates[place]] = 1;
  }
  return chosen;
}

/**
 * Chooses `count` ids: the first ones when ranked by a hash of seed and id. Removing ids never reorders the rest.
 * Returns the indices of the chosen ids in `ids`, ascending.
 */
export function chooseIds(ids: readonly string[], count: number, seed: number): Int32Array {
  const ranks = Uint32Array.from(ids, (id) => hash(`${seed}:${id}`));
  const order = Int32Array.from(ids.keys());
  if (count < ids.length) {
    order.sort((a, b) => ranks[a] - ranks[b] || (ids[a] < ids[b] ? -1 : 1));
  }
  return order.slice(0, count).sort();
}

/** FNV-1a over UTF-16 code units, with MurmurHash3's finalizer so that similar strings have unrelated hashes. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
