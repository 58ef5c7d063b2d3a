import type { Categories } from "../../color/categories.js";
import type { Positions } from "../../geometry/placement.js";
import type { PointIndex } from "../../geometry/point-index.js";

/** The name of a category at a place of the unit square where its points are dense. */
export interface Region {
  /** Index into the categories' entries. */
  category: number;
  x: number;
  y: number;
  /** Number of points near the place. */
  n: number;
}

/** Categories that get names, from the largest on. */
const most = 200;
/** Names of one category, if its points are scattered. */
const mostOfOne = 3;
/** Smallest number of points with a name. */
const fewest = 3;
/** Number of neighbors of a name's place, most of which must be of its category. */
const neighbors = 9;

/**
 * Places for the names of categories: where the points of each are densest and most points are its own; a scattered
 * category has several, one whose points are everywhere among others has none. `shown`: points that count.
 */
export function regionsOf(
  { codes, entries }: Categories,
  positions: Positions,
  index: PointIndex,
  shown: (point: number) => boolean,
): Region[] {
  const { x, y } = positions;
  const members: number[][] = entries.map(() => []);
  const side = Math.max(8, Math.min(40, Math.round(Math.sqrt(x.length) / 2)));
  const all = new Float64Array(side * side);
  const cellOf = (i: number) =>
    Math.min(side - 1, Math.floor(y[i] * side)) * side + Math.min(side - 1, Math.floor(x[i] * side));
  for (let i = 0; i < x.length; i++) {
    if (!shown(i)) continue;
    all[cellOf(i)]++;
    if (codes[i] >= 0 && codes[i] < members.length) members[codes[i]].push(i);
  }
  const dense = spread(all, side);
  const largest = Array.from(entries.keys())
    .filter((category) => members[category].length >= fewest)
    .sort((a, b) => members[b].length - members[a].length)
    .slice(0, most);
  const regions: Region[] = [];
  for (const category of largest) {
    const own = new Float64Array(side * side);
    for (const i of members[category]) own[cellOf(i)]++;
    const density = spread(own, side);
    const cells = Array.from(density.keys())
      .filter((cell) => density[cell] >= fewest && density[cell] > dense[cell] / 2)
      .sort((a, b) => density[b] - density[a]);
    const placed: Region[] = [];
    for (const cell of cells.slice(0, 40)) {
      if (placed.length === mostOfOne || density[cell] < density[cells[0]] / 3) break;
      const place = settle(members[category], cell);
      if (!place || placed.some((other) => Math.hypot(other.x - place.x, other.y - place.y) < 0.25)) continue;
      placed.push({ category, ...place, n: density[cell] });
    }
    regions.push(...placed);
  }
  return regions.sort((a, b) => b.n - a.n);

  /** The point of a category nearest to the middle of its points around a cell, if most neighbors are its own. */
  function settle(points: readonly number[], cell: number): { x: number; y: number } | undefined {
    const [column, row] = [cell % side, Math.floor(cell / side)];
    const near = points.filter(
      (i) => Math.abs(Math.floor(x[i] * side) - column) <= 1 && Math.abs(Math.floor(y[i] * side) - row) <= 1,
    );
    if (near.length === 0) return undefined;
    const middle = { x: mean(near, x), y: mean(near, y) };
    const [anchor] = near.sort(
      (a, b) => Math.hypot(x[a] - middle.x, y[a] - middle.y) - Math.hypot(x[b] - middle.x, y[b] - middle.y),
    );
    const around = index.nearestOf(x[anchor], y[anchor], neighbors, 2, shown);
    const own = around.filter((i) => codes[i] === codes[anchor]).length;
    return 2 * own > around.length ? { x: x[anchor], y: y[anchor] } : undefined;
  }
}

const mean = (points: readonly number[], values: Float32Array) =>
  points.reduce((sum, i) => sum + values[i], 0) / points.length;

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
