import type { Categories } from "../../color/categories.js";
import type { Positions } from "../../geometry/placement.js";
import type { PointIndex } from "../../geometry/point-index.js";
import { CellCounts } from "./cell-counts.js";

/** Position in the unit square for the name of a category, where its points are dense. */
export interface Region {
  /** Index into the categories' entries. */
  category: number;
  x: number;
  y: number;
  /** Number of the category's points near the position. */
  n: number;
  /** The point at the position. */
  point: number;
  /** 0 for names of the whole map; each level more belongs to twice the zoom. */
  level: number;
}

/** Maximum number of categories with names; the largest are chosen. */
const most = 200;
/** Maximum number of names of one category on the whole map; twice as many on each level. */
const mostOfOne = 3;
/** Minimum number of points for a name. */
const fewest = 3;
/** Number of cells tried for a category, densest first. */
const tried = 40;
/** Number of nearest points to a name's position, most of which must belong to its category. */
const neighbors = 9;
/** Smallest distance between two names of one category on the whole map; half of it on each level. */
const apart = 0.25;
/** Number of points that are counted. */
const counted = 150_000;
/** Points from which on there is another level. */
const deeper = [0, 600, 6000];

/**
 * Positions for the names of categories: where a category's points are densest and in the majority. A scattered
 * category has several; one whose points are mixed with others everywhere has none. `shown`: the points to use.
 * Levels below the first add names for closer looks, where there are none yet.
 */
export function regionsOf(
  categories: Categories,
  positions: Positions,
  index: PointIndex,
  shown: (point: number) => boolean,
): Region[] {
  const parts = regionsInParts(categories, positions, index, shown);
  for (;;) {
    const { done, value } = parts.next();
    if (done) return value;
  }
}

/** `regionsOf` as a generator that pauses, so that other work can run in between. */
export function* regionsInParts(
  { codes, entries }: Categories,
  positions: Positions,
  index: PointIndex,
  shown: (point: number) => boolean,
): Generator<void, Region[]> {
  const { x, y } = positions;
  const { members, starts } = yield* membersOf(codes, entries.length, shown);
  const countOf = (category: number) => starts[category + 1] - starts[category];
  const largest = Array.from(entries.keys())
    .filter((category) => countOf(category) >= fewest)
    .sort((a, b) => countOf(b) - countOf(a))
    .slice(0, most);
  const side = Math.max(8, Math.min(40, Math.round(Math.sqrt(x.length) / 2)));
  const regions: Region[] = [];
  for (let level = 0; level < deeper.length && members.length >= deeper[level]; level++) {
    const factor = 2 ** level;
    const all = new CellCounts(positions, side * factor);
    all.add(members);
    yield;
    const own = new CellCounts(positions, side * factor);
    for (const category of largest) {
      const points = members.subarray(starts[category], starts[category + 1]);
      own.add(points);
      const density = new Map(own.cells().map((cell) => [cell, own.around(cell)]));
      const cells = [...density.keys()]
        .filter((cell) => at(density, cell) >= fewest && at(density, cell) > all.around(cell) / 2)
        .sort((a, b) => at(density, b) - at(density, a) || a - b)
        .slice(0, tried * factor);
      let placed = 0;
      const isTaken = (px: number, py: number, distance: number) =>
        regions.some(
          (other) => other.category === category && Math.hypot(other.x - px, other.y - py) < distance,
        );
      for (const cell of cells) {
        if (placed === mostOfOne * factor || at(density, cell) < at(density, cells[0]) / (3 * factor)) break;
        const box = own.boxAround(cell);
        // Any point of the box would be too near to another name.
        const spread = Math.hypot(box.x[1] - box.x[0], box.y[1] - box.y[0]) / 2;
        if (isTaken((box.x[0] + box.x[1]) / 2, (box.y[0] + box.y[1]) / 2, apart / factor - spread)) continue;
        const near: number[] = [];
        for (const i of index.near(box.x, box.y)) {
          if (codes[i] === category && own.isAround(i, cell) && shown(i)) near.push(i);
        }
        const point = middlePoint(positions, near);
        const region = { category, x: x[point], y: y[point], n: at(density, cell), point, level };
        if (isTaken(region.x, region.y, apart / factor)) continue;
        const nearest = index.nearestOf(region.x, region.y, neighbors, 2, shown);
        if (2 * nearest.filter((i) => codes[i] === category).length <= nearest.length) continue;
        regions.push(region);
        placed++;
      }
      own.clear();
      yield;
    }
  }
  return regions.sort((a, b) => a.level - b.level || b.n - a.n);
}

const at = (map: Map<number, number>, key: number) => map.get(key) ?? 0;

/**
 * The shown points of each category, one category after the other, without those that have none; of very many points,
 * a sample.
 */
function* membersOf(
  codes: Int32Array,
  count: number,
  shown: (point: number) => boolean,
): Generator<void, { members: Int32Array; starts: Int32Array }> {
  const starts = new Int32Array(count + 1);
  const step = Math.max(1, Math.floor(codes.length / counted));
  const isMember = (i: number) => codes[i] >= 0 && codes[i] < count && shown(i);
  for (let i = 0; i < codes.length; i += step) if (isMember(i)) starts[codes[i] + 1]++;
  yield;
  for (let c = 1; c <= count; c++) starts[c] += starts[c - 1];
  const next = starts.slice();
  const members = new Int32Array(starts[count]);
  for (let i = 0; i < codes.length; i += step) if (isMember(i)) members[next[codes[i]]++] = i;
  yield;
  return { members, starts };
}

/** The point nearest to the middle of some points. */
function middlePoint({ x, y }: Positions, points: readonly number[]): number {
  let [sumX, sumY] = [0, 0];
  for (const i of points) {
    sumX += x[i];
    sumY += y[i];
  }
  const [middleX, middleY] = [sumX / points.length, sumY / points.length];
  let best = points[0];
  let least = Number.POSITIVE_INFINITY;
  for (const i of points) {
    const distance = (x[i] - middleX) ** 2 + (y[i] - middleY) ** 2;
    if (distance < least) [least, best] = [distance, i];
  }
  return best;
}
