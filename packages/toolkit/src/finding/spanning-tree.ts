import type { Embeddings } from "@clipscope/core";
import { distance, type Metric, squaredNorms } from "../projection/distance.js";

/** The edges of a tree over all rows, `[rows - 1]` each. */
export interface SpanningTree {
  from: Int32Array;
  to: Int32Array;
  weight: Float64Array;
}

/**
 * The minimum spanning tree of the complete graph whose edges weigh the mutual reachability distance,
 * max(core[a], core[b], distance(a, b)) (Campello et al. 2013), by Prim's algorithm: rows² distances, and no matrix of
 * them is kept. `breathe` is called once a row.
 */
export async function reachabilityTree(
  embeddings: Embeddings,
  core: Float64Array,
  metric: Metric,
  breathe: (done: number) => Promise<void>,
): Promise<SpanningTree> {
  const { data, rows, cols } = embeddings;
  const squares = squaredNorms(embeddings);
  const nearest = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  const parent = new Int32Array(rows);
  // Rows that are not in the tree yet: the first `left` of these.
  const outside = Int32Array.from({ length: rows - 1 }, (_, i) => i + 1);
  const tree = {
    from: new Int32Array(rows - 1),
    to: new Int32Array(rows - 1),
    weight: new Float64Array(rows - 1),
  };
  let current = 0;
  for (let left = rows - 1; left > 0; left--) {
    const start = current * cols;
    let best = 0;
    for (let i = 0; i < left; i++) {
      const row = outside[i];
      let dot = 0;
      for (let k = 0, at = row * cols; k < cols; k++) dot += data[start + k] * data[at + k];
      const d = Math.max(core[current], core[row], distance(dot, squares[current], squares[row], metric));
      if (d < nearest[row]) {
        nearest[row] = d;
        parent[row] = current;
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
