import type { Positions } from "@clipscope/charts";
import type { MapPositions, OpenedDataset, RowSet } from "@clipscope/study";
import { alignMap, neighborsOnMap, sharedNeighbors } from "@clipscope/toolkit";

/** Two positions of each of the same images. */
export interface Comparison {
  /** The dataset's row of each point. */
  rows: Int32Array;
  before: Positions;
  /** Turned, mirrored and scaled so that it lies as close to `before` as possible. */
  after: Positions;
  /** How far each point moved, relative to the spread of the map (the root mean square distance from its middle). */
  moved: Float32Array;
  /** The share of the 15 nearest on the first map that are near on the second too; undefined for very many points. */
  kept: number | undefined;
}

/** Above this many points neighbors are not compared, since the page would stall. */
const MANY = 20_000;

/** The rows that two maps share, with the second aligned to the first; undefined for fewer than four. */
export function compareMaps(first: MapPositions, second: MapPositions): Comparison | undefined {
  const placeOf = new Map(Array.from(second.rows, (row, at) => [row, at]));
  const pairs = Array.from(first.rows.keys()).filter((at) => placeOf.has(first.rows[at]));
  return comparisonOf(
    Int32Array.from(pairs, (at) => first.rows[at]),
    taken(first, pairs),
    taken(
      second,
      pairs.map((at) => placeOf.get(first.rows[at]) as number),
    ),
    true,
  );
}

/**
 * On one map, the images with one value of a column and those with another that have the same label, as if each moved from
 * the first place to the second. Several images of a label are paired in their order. Undefined for fewer than four pairs.
 */
export function compareShifts(
  map: MapPositions,
  { columns, roles }: Pick<OpenedDataset, "columns" | "roles">,
  [first, second]: readonly [string, string],
  shown: RowSet,
): Comparison | undefined {
  const shift = roles.shift === undefined ? undefined : columns.get(roles.shift);
  const label = roles.label === undefined ? undefined : columns.get(roles.label);
  if (shift?.kind !== "category" || label?.kind !== "category") return undefined;
  const placesOf = (value: string) => {
    const code = shift.values.indexOf(value);
    const places = new Map<number, number[]>();
    for (const [at, row] of map.rows.entries()) {
      if (shift.codes[row] !== code || label.codes[row] < 0 || !shown.has(row)) continue;
      places.set(label.codes[row], [...(places.get(label.codes[row]) ?? []), at]);
    }
    return places;
  };
  const [from, to] = [placesOf(first), placesOf(second)];
  const pairs = [...from].flatMap(([code, places]) => {
    const others = to.get(code) ?? [];
    return places.slice(0, others.length).map((at, i) => [at, others[i]] as const);
  });
  return comparisonOf(
    Int32Array.from(pairs, ([at]) => map.rows[at]),
    taken(
      map,
      pairs.map(([at]) => at),
    ),
    taken(
      map,
      pairs.map(([, at]) => at),
    ),
    false,
  );
}

function comparisonOf(
  rows: Int32Array,
  before: Positions,
  second: Positions,
  aligns: boolean,
): Comparison | undefined {
  const n = rows.length;
  if (n < 4) return undefined;
  const after = aligns ? alignMap(second, before) : second;
  const spread = radiusOf(before) || 1;
  const moved = Float32Array.from(
    rows,
    (_, i) => Math.hypot(after.x[i] - before.x[i], after.y[i] - before.y[i]) / spread,
  );
  const k = Math.min(15, n - 1);
  const shared = n > MANY ? undefined : sharedNeighbors(neighborsOnMap(before, k), neighborsOnMap(after, k));
  return {
    ...{ rows, before, after, moved },
    kept: shared && shared.reduce((sum, count) => sum + count, 0) / (k * n),
  };
}

/** Positions between the two maps: `at` is 0 for the first and 1 for the second. */
export function between({ before, after }: Comparison, at: number): Positions {
  const mix = (from: Float32Array, to: Float32Array) => from.map((value, i) => value + (to[i] - value) * at);
  return { x: mix(before.x, after.x), y: mix(before.y, after.y) };
}

const taken = ({ x, y }: MapPositions, places: readonly number[]): Positions => ({
  x: Float32Array.from(places, (at) => x[at]),
  y: Float32Array.from(places, (at) => y[at]),
});

function radiusOf({ x, y }: Positions): number {
  let [sumX, sumY, squares] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    sumX += x[i];
    sumY += y[i];
    squares += x[i] ** 2 + y[i] ** 2;
  }
  const n = x.length;
  return Math.sqrt(Math.max(0, squares / n - (sumX / n) ** 2 - (sumY / n) ** 2));
}
