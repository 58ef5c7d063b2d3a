import { type Amounts, amountScale } from "../../color/amount-scale.js";
import type { Categories } from "../../color/categories.js";
import type { Links } from "../../elements/scatter/links.js";
import type { Positions } from "../../geometry/placement.js";
import { type ChartRow, numberIn, optionalNumberIn, textIn } from "../rows.js";
import type { ScatterLook, ScatterMap } from "./scatter.js";

export const SCATTER_COLUMNS = ["key", "x", "y", "category", "shape", "amount"] as const;

/** The points that are drawn: those that are visible and whose category is not hidden. */
export interface DrawnPoints extends Pick<ScatterMap, "regions" | "anchors" | "contours"> {
  positions: Positions;
  categories?: Categories;
  shapes?: Categories;
  amounts?: Amounts;
  links?: Links;
  labels: "regions" | "none";
  /** The row of each of them in the map. */
  rows: Int32Array;
}

/** The points of a map that are drawn, alone. */
export function drawnPoints(map: ScatterMap, { x, y }: Positions): DrawnPoints {
  const { categories, shapes, amounts, visible, hiddenIds = [], labels = "regions", links } = map;
  const ids = new Set(hiddenIds);
  const hidden = categories?.entries.map(({ id }) => ids.has(id)) ?? [];
  const rows = Int32Array.from(x.keys()).filter(
    (row) => (visible?.has(row) ?? true) && !(categories && hidden[categories.codes[row]]),
  );
  const of = (values: Float32Array) => Float32Array.from(rows, (row) => values[row]);
  const among = ({ codes, entries }: Categories) => ({ codes: rows.map((row) => codes[row]), entries });
  const { regions, anchors, contours } = map;
  return {
    positions: { x: of(x), y: of(y) },
    ...(categories && { categories: among(categories) }),
    ...(shapes && { shapes: among(shapes) }),
    // The domain of all rows, so that colors do not depend on which rows are drawn.
    ...(amounts && {
      amounts: { ...amounts, values: of(amounts.values), domain: amountScale(amounts).domain },
    }),
    ...(links && { links: linksAmong(rows, links) }),
    ...(regions && { regions }),
    ...(anchors && anchors.length > 0 && { anchors }),
    ...(contours && { contours }),
    labels,
    rows,
  };
}

/** The lines between drawn points, by their places among these. */
function linksAmong(rows: Int32Array, { from, to, kept }: Links): Links {
  const places = new Map(Array.from(rows, (row, place) => [row, place]));
  const lines = Array.from(from.keys()).filter((i) => places.has(from[i]) && places.has(to[i]));
  const ends = (list: Int32Array) => Int32Array.from(lines, (i) => places.get(list[i]) as number);
  return {
    from: ends(from),
    to: ends(to),
    ...(kept && { kept: Uint8Array.from(lines, (i) => kept[i]) }),
  };
}

/** A row for each drawn point, in the order of the map. */
export function* scatterRows(
  { positions: { x, y }, categories, shapes, amounts, rows }: DrawnPoints,
  keys: (row: number) => string,
): Iterable<[string, number, number, string, string, number | undefined]> {
  const idOf = (of: Categories | undefined, i: number) => of?.entries[of.codes[i]]?.id ?? "";
  for (const [i, row] of rows.entries()) {
    yield [keys(row), x[i], y[i], idOf(categories, i), idOf(shapes, i), amounts?.values[i]];
  }
}

/** The map that `scatterRows` wrote, and its points' keys. */
export function scatterFromRows(
  rows: readonly ChartRow[],
  { entries, shapes, amounts, links, ...look }: ScatterLook,
): { map: ScatterMap; keys: string[] } {
  const amount = (row: ChartRow) => optionalNumberIn(row, "amount") ?? Number.NaN;
  const categories = entries && categoriesIn(rows, "category", entries);
  return {
    map: {
      ...look,
      positions: {
        x: Float32Array.from(rows, (row) => numberIn(row, "x")),
        y: Float32Array.from(rows, (row) => numberIn(row, "y")),
      },
      ...(categories && { categories }),
      ...(shapes && { shapes: categoriesIn(rows, "shape", shapes) }),
      ...(amounts && { amounts: { ...amounts, values: Float32Array.from(rows, amount) } }),
      ...(links && {
        links: {
          from: Int32Array.from(links.from),
          to: Int32Array.from(links.to),
          ...(links.kept && { kept: Uint8Array.from(links.kept) }),
        },
      }),
    },
    keys: rows.map((row) => textIn(row, "key")),
  };
}

function categoriesIn(
  rows: readonly ChartRow[],
  column: string,
  entries: NonNullable<ScatterLook["entries"]>,
): Categories {
  const place = new Map(entries.map(({ id }, code) => [id, code]));
  const codes = Int32Array.from(rows, (row) => place.get(textIn(row, column)) ?? -1);
  const counts = new Int32Array(entries.length);
  for (const code of codes) if (code >= 0) counts[code]++;
  return { codes, entries: entries.map((entry, code) => ({ ...entry, n: counts[code] })) };
}
