import type { Embeddings, OnProgress } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings, checkOneOf, checkOptions } from "@clipscope/types";
import { breathing } from "../breath.js";
import type { Metric } from "../neighbors/distance.js";
import { nearestNeighbors } from "../neighbors/knn.js";
import { condensedTree, mostStable, type TreeCluster } from "./cluster-tree.js";
import { reachabilityTree } from "./spanning-tree.js";

export interface HdbscanOptions {
  /** Minimum number of rows in a cluster. Default 5. */
  minClusterSize?: number;
  /**
   * Neighborhood size for core distances, counting the row itself; larger values make more rows noise.
   * Default `minClusterSize`.
   */
  minSamples?: number;
  /**
   * Distance. Default "euclidean". For embeddings of norm 1 both metrics order pairs alike, but cluster
   * stabilities differ.
   */
  metric?: Metric;
  /** "eom" (excess of mass, the default) selects the most stable clusters; "leaf" the finest. */
  selection?: "eom" | "leaf";
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

export interface Clusters {
  /** Cluster of each row, `[rows]`; -1 for noise. */
  labels: Int32Array;
  /** Strength of each row's membership in its cluster, `[rows]`, from 0 (noise) to 1. */
  probabilities: Float64Array;
  /** Number of clusters. */
  count: number;
}

/**
 * HDBSCAN (Campello et al. 2013; McInnes and Healy 2017): density-based clustering that determines the number
 * of clusters and leaves outliers unassigned, as `sklearn.cluster.HDBSCAN`. Tied reachability distances,
 * frequent for `minSamples` of 3 or more, allow several minimum spanning trees; as in scikit-learn, which one
 * is found, and with it the cluster of some rows and occasionally the number of clusters, depends on row
 * order. All rows² distances are computed: 10,000 rows of 512 columns take seconds, more than 12,000 take
 * minutes; tens of thousands are fast for the two columns of a map. Clusters of a map match what is visible
 * there, which may differ from what is near in the embeddings. Throws `wrong-shape`, `bad-argument`,
 * `cancelled`.
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

function leaves(clusters: readonly TreeCluster[]): Set<number> {
  return new Set([...clusters.keys()].filter((c) => c > 0 && clusters[c].children.length === 0));
}

/** `hdbscan` as an experiment for `record`. */
export const clustersExperiment = {
  id: "clusters",
  run: (i: { embeddings: Embeddings }, o: HdbscanOptions) => hdbscan(i.embeddings, o),
};
