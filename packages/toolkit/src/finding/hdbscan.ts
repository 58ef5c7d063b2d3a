import type { Embeddings, OnProgress } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings, checkOneOf, checkOptions } from "@clipscope/types";
import { breathing } from "../breath.js";
import type { Metric } from "../neighbors/distance.js";
import { nearestNeighbors } from "../neighbors/knn.js";
import { condensedTree, type TreeCluster } from "./cluster-tree.js";
import { reachabilityTree } from "./spanning-tree.js";

export interface HdbscanOptions {
  /** The fewest rows that are a cluster. Default 5. */
  minClusterSize?: number;
  /** Neighbors, the row itself among them, that make a place dense; more make more rows noise. Default `minClusterSize`. */
  minSamples?: number;
  /** Default "euclidean". For embeddings of norm 1 both order pairs alike, but not the clusters' stabilities. */
  metric?: Metric;
  /** "eom", excess of mass (the default), takes the most stable clusters; "leaf" the finest. */
  selection?: "eom" | "leaf";
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

export interface Clusters {
  /** The cluster of each row, `[rows]`; -1 for noise. */
  labels: Int32Array;
  /** How firmly each row belongs to its cluster, `[rows]`, 0 (noise) to 1. */
  probabilities: Float64Array;
  /** Number of clusters. */
  count: number;
}

/**
 * HDBSCAN (Campello et al. 2013; McInnes and Healy 2017), the density-based clustering that finds the number of
 * clusters and leaves outliers out, as `sklearn.cluster.HDBSCAN`. Where reachability distances are tied, which they
 * often are from `minSamples` 3 on, there are several minimum spanning trees: which is found, and with it some rows'
 * cluster and now and then the number of clusters, depends on the order of the rows, there too. All rows² distances are
 * computed: 10,000 rows of 512 take seconds, more than 12,000 minutes; of a map's two columns tens of thousands are no
 * matter. On a map it finds what the eye sees there, which is not always what is near in the embeddings. Throws
 * `wrong-shape`, `bad-argument`, `cancelled`.
 */
export async function hdbscan(embeddings: Embeddings, options: HdbscanOptions = {}): Promise<Clusters> {
  checkOptions(
    options,
    ["minClusterSize", "minSamples", "metric", "selection", "onProgress", "signal"],
    "hdbscan",
  );
  const { minClusterSize = 5, minSamples = minClusterSize, metric = "euclidean" } = options;
  const { selection = "eom", onProgress, signal } = options;
  checkOneOf("selection", selection, ["eom", "leaf"]);
  checkEmbeddings(embeddings, "embeddings");
  const { rows } = embeddings;
  for (const [name, value, least] of [
    ["minClusterSize", minClusterSize, 2],
    ["minSamples", minSamples, 1],
  ] as const) {
    if (!Number.isInteger(value) || value < least || value > rows) {
      throw new ClipscopeError(
        "bad-argument",
        `${name} is ${value}: it must be a whole number from ${least} to the ${rows} rows.`,
      );
    }
  }
  const { distances } = nearestNeighbors(embeddings, minSamples, { metric, includeSelf: true });
  const core = Float64Array.from({ length: rows }, (_, row) => distances[(row + 1) * minSamples - 1]);
  const pause = breathing("Clustering", signal);
  const tree = await reachabilityTree(embeddings, core, metric, (done) => {
    if (done % 64 === 0) onProgress?.({ stage: "clustering", done, total: rows });
    return pause();
  });
  onProgress?.({ stage: "clustering", done: rows, total: rows });
  const clusters = condensedTree(tree, minClusterSize);
  const chosen = selection === "eom" ? mostStable(clusters) : leaves(clusters);

  const labels = new Int32Array(rows).fill(-1);
  const probabilities = new Float64Array(rows);
  const labelOf = new Int32Array(clusters.length).fill(-1);
  const chosenAbove = new Int32Array(clusters.length).fill(-1);
  let count = 0;
  clusters.forEach((cluster, c) => {
    if (chosen.has(c)) labelOf[c] = count++;
    const above = chosen.has(c) || cluster.parent < 0 ? c : chosenAbove[cluster.parent];
    chosenAbove[c] = above;
    const { death } = clusters[above];
    cluster.rows.forEach((row, i) => {
      labels[row] = labelOf[above];
      if (labels[row] < 0) return;
      const lambda = cluster.lambdas[i];
      const firm = death === 0 || lambda === Number.POSITIVE_INFINITY;
      probabilities[row] = firm ? 1 : Math.min(lambda, death) / death;
    });
  });
  return { labels, probabilities, count };
}

/** Excess of mass: a cluster instead of those below it if it is at least as stable as they are together. */
function mostStable(clusters: readonly TreeCluster[]): Set<number> {
  const best = Float64Array.from(clusters, ({ stability }) => stability);
  const beatsThoseBelow = clusters.map(() => true);
  for (let c = clusters.length - 1; c > 0; c--) {
    const below = clusters[c].children.reduce((sum, child) => sum + best[child], 0);
    beatsThoseBelow[c] = best[c] >= below;
    best[c] = Math.max(best[c], below);
  }
  // From the top: the first that beats those below it. The first cluster of all, everything, is never taken.
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

function leaves(clusters: readonly TreeCluster[]): Set<number> {
  return new Set([...clusters.keys()].filter((c) => c > 0 && clusters[c].children.length === 0));
}

/** `hdbscan` as an experiment for `record`. */
export const clustersExperiment = {
  id: "clusters",
  run: (i: { embeddings: Embeddings }, o: HdbscanOptions) => hdbscan(i.embeddings, o),
};
