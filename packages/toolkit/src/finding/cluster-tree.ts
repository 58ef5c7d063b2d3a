import type { SpanningTree } from "./spanning-tree.js";

/** A cluster of the condensed tree: rows that stay connected while the density, λ = 1 / distance, rises. */
export interface TreeCluster {
  /** Index of the parent cluster; -1 for the root, which holds all rows. */
  parent: number;
  children: number[];
  /** λ at which the cluster appears. */
  birth: number;
  /** Rows that leave the cluster individually, with their λ. */
  rows: number[];
  lambdas: number[];
  /** Σ over the cluster's rows of (λ at which the row leaves - birth). */
  stability: number;
  /** Highest λ at which a row or child leaves the cluster. */
  death: number;
}

/**
 * The condensed tree (Campello et al. 2013; McInnes and Healy 2017) of the single-linkage hierarchy of a
 * spanning tree: a split counts only if both parts have at least `minClusterSize` rows; otherwise the rows of
 * the small part leave. Parents precede their children.
 */
export function condensedTree(tree: SpanningTree, minClusterSize: number): TreeCluster[] {
  const { left, right, distance, size } = singleLinkage(tree);
  const rows = distance.length + 1;
  const clusters: TreeCluster[] = [];
  const open = (parent: number, birth: number) => {
    const cluster = { parent, children: [], birth, rows: [], lambdas: [], stability: 0, death: 0 };
    clusters.push(cluster);
    if (parent >= 0) clusters[parent].children.push(clusters.length - 1);
    return clusters.length - 1;
  };
  const count = (node: number) => (node < rows ? 1 : size[node - rows]);
  const leave = (node: number, cluster: number, lambda: number) => {
    const { birth } = clusters[cluster];
    const below = [node];
    for (let next = below.pop(); next !== undefined; next = below.pop()) {
      if (next >= rows) below.push(right[next - rows], left[next - rows]);
      else {
        clusters[cluster].rows.push(next);
        clusters[cluster].lambdas.push(lambda);
        clusters[cluster].stability += lambda - birth;
      }
    }
    clusters[cluster].death = Math.max(clusters[cluster].death, lambda);
  };
  // Breadth first, so that parents have lower indices than their children.
  const queue: [node: number, cluster: number][] = [[2 * rows - 2, open(-1, 0)]];
  for (let at = 0; at < queue.length; at++) {
    const [node, cluster] = queue[at];
    if (node < rows) continue;
    const [a, b] = [left[node - rows], right[node - rows]];
    const lambda = 1 / distance[node - rows];
    // Coincident rows don't form a cluster of their own, however many: at distance 0 nothing splits.
    const splits = distance[node - rows] > 0;
    const big = splits ? [a, b].filter((part) => count(part) >= minClusterSize) : [];
    if (big.length === 2) {
      for (const part of big) {
        clusters[cluster].stability += (lambda - clusters[cluster].birth) * count(part);
        queue.push([part, open(cluster, lambda)]);
      }
      clusters[cluster].death = Math.max(clusters[cluster].death, lambda);
    } else {
      for (const part of [a, b]) {
        if (big.includes(part)) queue.push([part, cluster]);
        else leave(part, cluster, lambda);
      }
    }
  }
  return clusters;
}

/**
 * Excess of mass: selects a cluster over its descendants if it is at least as stable as they are in total.
 */
export function mostStable(clusters: readonly TreeCluster[]): Set<number> {
  const best = Float64Array.from(clusters, ({ stability }) => stability);
  const beatsThoseBelow = clusters.map(() => true);
  for (let c = clusters.length - 1; c > 0; c--) {
    const below = clusters[c].children.reduce((sum, child) => sum + best[child], 0);
    beatsThoseBelow[c] = best[c] >= below;
    best[c] = Math.max(best[c], below);
  }
  // From the root down, take the first cluster that beats its descendants. The root, which holds all rows, is
  // never taken.
  const chosen = new Set<number>();
  const covered = clusters.map(() => false);
  for (let c = 1; c < clusters.length; c++) {
    covered[c] = covered[clusters[c].parent];
    if (!covered[c] && beatsThoseBelow[c]) {
      chosen.add(c);
      covered[c] = true;
    }
  }
  return chosen;
}

/**
 * Single-linkage hierarchy of a tree: node `rows + i` joins `left[i]` and `right[i]`, which are rows or
 * earlier nodes, at `distance[i]`.
 */
function singleLinkage({ from, to, weight }: SpanningTree) {
  const joins = weight.length;
  const order = Uint32Array.from({ length: joins }, (_, i) => i).sort((a, b) => weight[a] - weight[b]);
  const root = Int32Array.from({ length: 2 * joins + 1 }, (_, i) => i);
  const find = (node: number): number => {
    while (root[node] !== node) node = root[node] = root[root[node]];
    return node;
  };
  const made = {
    left: new Int32Array(joins),
    right: new Int32Array(joins),
    distance: new Float64Array(joins),
    size: new Int32Array(joins),
  };
  const count = (node: number) => (node <= joins ? 1 : made.size[node - joins - 1]);
  order.forEach((edge, i) => {
    const [a, b] = [find(from[edge]), find(to[edge])];
    made.left[i] = a;
    made.right[i] = b;
    made.distance[i] = weight[edge];
    made.size[i] = count(a) + count(b);
    root[a] = root[b] = joins + 1 + i;
  });
  return made;
}
