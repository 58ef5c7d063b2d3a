import type { Categories } from "../../color/categories.js";
import type { Amounts } from "../../elements/scatter/scene.js";
import type { Positions } from "../../geometry/placement.js";
import { type ChartRow, numberIn, optionalNumberIn, textIn } from "../rows.js";
import type { ScatterLook, ScatterMap } from "./scatter.js";

export const SCATTER_COLUMNS = ["key", "x", "y", "category", "amount"] as const;

/** The points that are drawn: those that are visible and whose category is not hidden. */
export interface DrawnPoints {
  positions: Positions;
  categories?: Categories;
  amounts?: Amounts;
  labels: "regions" | "none";
  /** The row of each of them in the map. */
  rows: Int32Array;
}

/** The points of a map that are drawn, alone. */
export function drawnPoints(
  { categories, amounts, visible, hiddenIds = [], labels = "regions" }: ScatterMap,
  { x, y }: Positions,
): DrawnPoints {
  const ids = new Set(hiddenIds);
  const hidden = categories?.entries.map(({ id }) => ids.has(id)) ?? [];
  const rows = Int32Array.from(x.keys()).filter(
    (row) => (visible?.has(row) ?? true) && !(categories && hidden[categories.codes[row]]),
  );
  const of = (values: Float32Array) => Float32Array.from(rows, (row) => values[row]);
  const codes = categories && rows.map((row) => categories.codes[row]);
  return {
    positions: { x: of(x), y: of(y) },
    ...(categories && codes && { categories: { codes, entries: categories.entries } }),
    ...(amounts && { amounts: amountsOf(amounts, rows) }),
    labels,
    rows,
  };
}

/** The drawn points' amounts, in the colors that they have among all. */
function amountsOf(amounts: Amounts, rows: Int32Array): Amounts {
  const [low, high] = rangeOf(amounts);
  return { values: Float32Array.from(rows, (row) => amounts.values[row]), low, high };
}

/** The amounts with the lowest and the highest color. */
export function rangeOf({ values, low, high }: Amounts): [low: number, high: number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [low ?? least, high ?? most];
}

/** A row for each drawn point, in the order of the map. */
export function* scatterRows(
  { positions: { x, y }, categories, amounts, rows }: DrawnPoints,
  keys: (row: number) => string,
): Iterable<[string, number, number, string, number | undefined]> {
  for (const [i, row] of rows.entries()) {
    yield [keys(row), x[i], y[i], categories?.entries[categories.codes[i]]?.id ?? "", amounts?.values[i]];
  }
}

/** The map that `scatterRows` wrote, and its points' keys. */
export function scatterFromRows(
  rows: readonly ChartRow[],
  { entries, range, labels = "regions" }: ScatterLook,
): { map: ScatterMap; keys: string[] } {
  const place = new Map(entries?.map(({ id }, code) => [id, code]));
  const codes = Int32Array.from(rows, (row) => place.get(textIn(row, "category")) ?? -1);
  const counts = new Int32Array(entries?.length ?? 0);
  for (const code of codes) if (code >= 0) counts[code]++;
  const amount = (row: ChartRow) => optionalNumberIn(row, "amount") ?? Number.NaN;
  return {
    map: {
      positions: {
        x: Float32Array.from(rows, (row) => numberIn(row, "x")),
        y: Float32Array.from(rows, (row) => numberIn(row, "y")),
      },
      ...(entries && {
        categories: { codes, entries: entries.map((entry, code) => ({ ...entry, n: counts[code] })) },
      }),
      ...(range && { amounts: { values: Float32Array.from(rows, amount), low: range[0], high: range[1] } }),
      labels,
    },
    keys: rows.map((row) => textIn(row, "key")),
  };
}
