import { checkOptions, type Embeddings } from "@clipscope/types";
import { type NeighborsOptions, nearestNeighbors } from "../neighbors/knn.js";

/**
 * The local outlier factor of each row, `[rows]` (Breunig et al. 2000): how sparse its neighborhood is
 * compared with those of its `k` nearest neighbors. About 1 inside a cluster, dense or not; well above 1 for
 * outliers. As `sklearn.neighbors.LocalOutlierFactor`. Throws `wrong-shape`, `bad-argument`.
 */
export function localOutlierFactors(
  embeddings: Embeddings,
  options: Pick<NeighborsOptions, "metric"> & { k?: number } = {},
): Float64Array {
  checkOptions(options, ["k", "metric"], "localOutlierFactors");
  const { k = 20, metric = "cosine" } = options;
  const { indices, distances } = nearestNeighbors(embeddings, k, { metric });
  const rows = embeddings.rows;
  const mean = (row: number, value: (at: number) => number) => {
    let sum = 0;
    for (let at = row * k; at < (row + 1) * k; at++) sum += value(at);
    return sum / k;
  };
  const furthest = (row: number) => distances[(row + 1) * k - 1];
  const density = Float64Array.from({ length: rows }, (_, row) => {
    // scikit-learn's epsilon, for rows with k duplicates.
    return 1 / (mean(row, (at) => Math.max(distances[at], furthest(indices[at]))) + 1e-10);
  });
  return density.map((own, row) => mean(row, (at) => density[indices[at]]) / own);
}

/** `localOutlierFactors` as an experiment for `record`. */
export const outliersExperiment = {
  id: "outliers",
  run: (i: { embeddings: Embeddings }, o: Pick<NeighborsOptions, "metric"> & { k?: number }) =>
    localOutlierFactors(i.embeddings, o),
};
