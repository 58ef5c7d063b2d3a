import type { Embeddings } from "@clipscope/types";
import { dotRows, dotTile, TILE } from "../dot.js";
import { distance, type Metric, squaredNorms } from "../neighbors/distance.js";

/** The edges of a tree over all rows, `[rows - 1]` each. */
export interface SpanningTree {
  from: Int32Array;
  to: Int32Array;
  weight: Float64Array;
}

/**
 * Width from which all dot products are precomputed tile by tile, as long as their table takes at most 288
 * MB.
 */
const WIDE = 16;
const MOST_ROWS = 12_000;
/** Relative rounding error of float32 is at most half of this. */
const ROUNDING = 2 ** -23;

/**
 * The minimum spanning tree of the complete graph whose edges weigh the mutual reachability distance,
 * max(core[a], core[b], distance(a, b)) (Campello et al. 2013), by Prim's algorithm, on rows² / 2 distances.
 * `breathe` is awaited once per row, and before the first.
 */
export async function reachabilityTree(
  embeddings: Embeddings,
  core: Float64Array,
  metric: Metric,
  breathe: (done: number) => Promise<void>,
): Promise<SpanningTree> {
  const { data, rows, cols } = embeddings;
  const squares = squaredNorms(embeddings);
  const products = cols >= WIDE && rows <= MOST_ROWS ? await triangle(embeddings, breathe) : undefined;
  const nearest = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  const parent = new Int32Array(rows);
  // The first `left` of these are the rows not yet in the tree.
  const outside = Int32Array.from({ length: rows - 1 }, (_, i) => i + 1);
  const tree = {
    from: new Int32Array(rows - 1),
    to: new Int32Array(rows - 1),
    weight: new Float64Array(rows - 1),
  };
  let current = 0;
  for (let left = rows - 1; left > 0; left--) {
    let best = 0;
    for (let i = 0; i < left; i++) {
      const row = outside[i];
      const reach = (dot: number) =>
        Math.max(core[current], core[row], distance(dot, squares[current], squares[row], metric));
      const rounded = products?.[row > current ? place(row, current) : place(current, row)];
      // Most rows are already closer to the tree by more than the rounding error.
      if (rounded === undefined || reach(rounded + Math.abs(rounded) * ROUNDING) < nearest[row]) {
        const d = reach(dotRows(data, current, data, row, cols));
        if (d < nearest[row]) {
          nearest[row] = d;
          parent[row] = current;
        }
      }
      if (nearest[row] < nearest[outside[best]]) best = i;
    }
    const added = rows - 1 - left;
    current = outside[best];
    outside[best] = outside[left - 1];
    tree.from[added] = parent[current];
    tree.to[added] = current;
    tree.weight[added] = nearest[current];
    await breathe(added + 1);
  }
  return tree;
}

/** Index in the triangle of the product of rows a > b. */
const place = (a: number, b: number) => (a * (a - 1)) / 2 + b;

/** The products of each row with all earlier rows, in float32. */
async function triangle(
  embeddings: Embeddings,
  breathe: (done: number) => Promise<void>,
): Promise<Float32Array> {
  const { rows } = embeddings;
  const products = new Float32Array((rows * (rows - 1)) / 2);
  const tile = new Float64Array(TILE * rows);
  for (let start = 0; start < rows; start += TILE) {
    const end = Math.min(rows, start + TILE);
    dotTile(embeddings, start, end, embeddings, 0, end, tile);
    for (let row = start; row < end; row++) {
      const from = (row - start) * end;
      products.set(tile.subarray(from, from + row), place(row, 0));
    }
    await breathe(0);
  }
  return products;
}
