import type { Categories } from "../../color/categories.js";
import type { Positions } from "../../geometry/placement.js";
import type { PointIndex } from "../../geometry/point-index.js";

/** Position in the unit square for the name of a category, where its points are dense. */
export interface Region {
  /** Index into the categories' entries. */
  category: number;
  x: number;
  y: number;
  /** Number of the category's points near the position. */
  n: number;
}

/** Maximum number of categories with names; the largest are chosen. */
const most = 200;
/** Maximum number of names of one category whose points are scattered. */
const mostOfOne = 3;
/** Minimum number of points for a name. */
const fewest = 3;
/** Number of cells tried for a category, densest first. */
const tried = 40;
/** Number of nearest points to a name's position, most of which must belong to its category. */
const neighbors = 9;
/** Smallest distance between two names of one category. */
const apart = 0.25;

/**
 * Positions for the names of categories: where a category's points are densest and in the majority. A scattered
 * category has several; one whose points are mixed with others everywhere has none. `shown`: the points to use.
 */
export function regionsOf(
  { codes, entries }: Categories,
  positions: Positions,
  index: PointIndex,
  shown: (point: number) => boolean,
): Region[] {
  const { x, y } = positions;
  const side = Math.max(8, Math.min(40, Math.round(Math.sqrt(x.length) / 2)));
  const cells = cellsOf(positions, side);
  const members: number[][] = entries.map(() => []);
  const all = new Float64Array(side * side);
  for (let i = 0; i < x.length; i++) {
    if (!shown(i)) continue;
    all[cells[i]]++;
    members[codes[i]]?.push(i);
  }
  const dense = spread(all, side);
  const largest = Array.from(entries.keys())
    .filter((category) => members[category].length >= fewest)
    .sort((a, b) => members[b].length - members[a].length)
    .slice(0, most);
  const regions: Region[] = [];
  for (const category of largest) {
    const own = new Float64Array(side * side);
    for (const i of members[category]) own[cells[i]]++;
    const density = spread(own, side);
    const candidates = Array.from(density.keys())
      .filter((cell) => density[cell] >= fewest && density[cell] > dense[cell] / 2)
      .sort((a, b) => density[b] - density[a])
      .slice(0, tried);
    const placed: Region[] = [];
    for (const cell of candidates) {
      if (placed.length === mostOfOne || density[cell] < density[candidates[0]] / 3) break;
      const anchor = middlePoint(positions, membersAround(members[category], cells, cell, side));
      const region = { category, x: x[anchor], y: y[anchor], n: density[cell] };
      if (placed.some((other) => Math.hypot(other.x - region.x, other.y - region.y) < apart)) continue;
      const nearest = index.nearestOf(region.x, region.y, neighbors, 2, shown);
      if (2 * nearest.filter((i) => codes[i] === category).length > nearest.length) placed.push(region);
    }
    regions.push(...placed);
  }
  return regions.sort((a, b) => b.n - a.n);
}

/** The cell of each point in a grid of `side` × `side` over the unit square, row by row. */
function cellsOf({ x, y }: Positions, side: number): Int32Array {
  const at = (value: number) => Math.max(0, Math.min(side - 1, Math.floor(value * side)));
  return Int32Array.from(x, (value, i) => at(y[i]) * side + at(value));
}

/** The points in a cell and the eight around it. */
function membersAround(points: readonly number[], cells: Int32Array, cell: number, side: number): number[] {
  const [row, column] = [Math.floor(cell / side), cell % side];
  return points.filter((i) => {
    const other = cells[i];
    return Math.abs((other % side) - column) <= 1 && Math.abs(Math.floor(other / side) - row) <= 1;
  });
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

/** Sums of each cell and the eight around it. */
function spread(cells: Float64Array, side: number): Float64Array {
  const out = new Float64Array(cells.length);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      let sum = 0;
      for (let v = Math.max(0, row - 1); v <= Math.min(side - 1, row + 1); v++)
        for (let u = Math.max(0, column - 1); u <= Math.min(side - 1, column + 1); u++)
          sum += cells[v * side + u];
      out[row * side + column] = sum;
    }
  }
  return out;
}
