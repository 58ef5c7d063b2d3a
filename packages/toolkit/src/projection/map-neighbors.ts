import { ClipscopeError } from "@clipscope/types";
import type { Neighbors } from "../neighbors/knn.js";
import { PointTree } from "./point-tree.js";
import type { Positions } from "./umap-layout.js";

/**
 * The exact `k` nearest points of each point on a map, without the point itself, by Euclidean distance; ties are broken
 * by the lower index. Throws `wrong-shape`, and `bad-argument` for NaN or a `k` outside 1 … points - 1.
 */
export function neighborsOnMap(map: Positions, k: number): Neighbors {
  const { x, y } = map;
  const rows = x.length;
  if (y.length !== rows) {
    throw new ClipscopeError(
      "wrong-shape",
      `The map has ${rows} x and ${y.length} y positions: give one of each per point.`,
    );
  }
  if (!Number.isInteger(k) || k < 1 || k >= rows) {
    throw new ClipscopeError(
      "bad-argument",
      `k is ${k}: it must be a whole number from 1 to ${rows - 1}, one less than the ${rows} points.`,
    );
  }
  for (let row = 0; row < rows; row++) {
    if (Number.isFinite(x[row]) && Number.isFinite(y[row])) continue;
    throw new ClipscopeError(
      "bad-argument",
      `Point ${row} of the map is at (${x[row]}, ${y[row]}): give finite numbers.`,
    );
  }
  const tree = new PointTree(x, y);
  const neighbors = { rows, k, indices: new Int32Array(rows * k), distances: new Float64Array(rows * k) };
  for (let row = 0; row < rows; row++) {
    const [start, end] = [row * k, (row + 1) * k];
    const squares = neighbors.distances.subarray(start, end);
    tree.nearest(x[row], y[row], k, row, neighbors.indices.subarray(start, end), squares);
    for (let i = 0; i < k; i++) squares[i] = Math.sqrt(squares[i]);
  }
  return neighbors;
}

/**
 * The number of each row's neighbors in `a` that are among its neighbors in `b`, `[rows]`. With embeddings as `a` and
 * their map as `b`, divided by k: how many of a point's true neighbors the map kept. Throws `wrong-shape` if their
 * numbers of rows differ.
 */
export function sharedNeighbors(a: Neighbors, b: Neighbors): Int32Array {
  if (a.rows !== b.rows) {
    throw new ClipscopeError(
      "wrong-shape",
      `There are neighbors of ${a.rows} rows and of ${b.rows} rows: give those of the same rows.`,
    );
  }
  const shared = new Int32Array(a.rows);
  // The last row that listed each row as its neighbor in b.
  const listedBy = new Int32Array(a.rows).fill(-1);
  for (let row = 0; row < a.rows; row++) {
    for (let i = row * b.k; i < (row + 1) * b.k; i++) listedBy[b.indices[i]] = row;
    for (let i = row * a.k; i < (row + 1) * a.k; i++) if (listedBy[a.indices[i]] === row) shared[row]++;
  }
  return shared;
}
