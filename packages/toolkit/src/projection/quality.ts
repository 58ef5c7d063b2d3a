import type { Embeddings } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings, checkOptions } from "@clipscope/types";
import { checkFinite } from "../embeddings.js";
import { checkMetric, distance, type Metric, squaredNorms } from "../neighbors/distance.js";
import { type Neighbors, nearestNeighbors } from "../neighbors/knn.js";
import { forEachRowBlock } from "../row-blocks.js";
import { neighborsOnMap, sharedNeighbors } from "./map-neighbors.js";
import type { Positions } from "./umap-layout.js";

export interface MapQuality {
  /**
   * 1 for a map that preserves all neighborhoods; a random map scores about 0.5 for trustworthiness and
   * continuity, about k / rows for preservation.
   */
  score: number;
  /** Contribution of each row, `[rows]`; their mean is the score. */
  perRow: Float64Array;
}

export interface QualityOptions {
  /** Number of neighbors. Default 5 for trustworthiness and continuity, 15 for preservation. */
  k?: number;
  /**
   * Metric of the embeddings, which should be that of the map; distances on the map are Euclidean. Default
   * "cosine".
   */
  metric?: Metric;
}

/**
 * Trustworthiness of a map (Venna and Kaski 2001), as `sklearn.manifold.trustworthiness`: penalizes each of a
 * row's `k` nearest on the map that is not among its `k` nearest in the embeddings, by how far its rank there
 * exceeds `k`. Throws `bad-argument` unless `k` is below half the number of rows, and `wrong-shape`.
 */
export function trustworthiness(
  embeddings: Embeddings,
  positions: Positions,
  options: QualityOptions = {},
): MapQuality {
  checkOptions(options, ["k", "metric"], "trustworthiness");
  const { k = 5, metric = "cosine" } = options;
  checkMetric(metric);
  const map = checked(embeddings, positions, k);
  return byRank(embeddings, metric, nearestNeighbors(map, k, { metric: "euclidean" }));
}

/**
 * Continuity of a map (Venna and Kaski 2001): penalizes each of a row's `k` nearest in the embeddings that is
 * not among its `k` nearest on the map, by how far its rank on the map exceeds `k`. Throws `bad-argument`
 * unless `k` is below half the number of rows, and `wrong-shape`.
 */
export function continuity(
  embeddings: Embeddings,
  positions: Positions,
  options: QualityOptions = {},
): MapQuality {
  checkOptions(options, ["k", "metric"], "continuity");
  const { k = 5, metric = "cosine" } = options;
  const map = checked(embeddings, positions, k);
  return byRank(map, "euclidean", nearestNeighbors(embeddings, k, { metric }));
}

/**
 * The share of each row's `k` nearest in the embeddings that are among its `k` nearest on the map. Stricter
 * than trustworthiness and continuity: a neighbor ranked k + 1 counts as lost. Throws `bad-argument` unless
 * `k` is below half the number of rows, and `wrong-shape`.
 */
export function neighborhoodPreservation(
  embeddings: Embeddings,
  positions: Positions,
  options: QualityOptions = {},
): MapQuality {
  checkOptions(options, ["k", "metric"], "neighborhoodPreservation");
  const { k = 15, metric = "cosine" } = options;
  checked(embeddings, positions, k);
  const before = nearestNeighbors(embeddings, k, { metric });
  const perRow = Float64Array.from(
    sharedNeighbors(before, neighborsOnMap(positions, k)),
    (shared) => shared / k,
  );
  return { score: mean(perRow), perRow };
}

/** Checks the arguments and returns the map as a matrix. */
function checked(embeddings: Embeddings, positions: Positions, k: number): Embeddings {
  checkEmbeddings(embeddings, "embeddings");
  checkFinite(embeddings, "embeddings");
  const { rows } = embeddings;
  if (positions.x.length !== rows || positions.y.length !== rows) {
    throw new ClipscopeError(
      "wrong-shape",
      `There are ${rows} embeddings but ${positions.x.length} positions.`,
    );
  }
  if (!Number.isInteger(k) || k < 1 || k >= rows / 2) {
    throw new ClipscopeError(
      "bad-argument",
      `k is ${k}: it must be at least 1 and below half of the ${rows} rows.`,
    );
  }
  const map = mapRows(positions);
  checkFinite(map, "the map");
  return map;
}

/** The penalty of neighbors found in one space, by their ranks in the other. */
function byRank(space: Embeddings, metric: Metric, { rows, k, indices }: Neighbors): MapQuality {
  const squares = squaredNorms(space);
  const perRow = new Float64Array(rows);
  const most = (k * (2 * rows - 3 * k - 1)) / 2;
  forEachRowBlock(space, space, (block, start, end) => {
    for (let row = start; row < end; row++) {
      const distances = block.subarray((row - start) * rows, (row - start + 1) * rows);
      for (let other = 0; other < rows; other++) {
        distances[other] = distance(distances[other], squares[row], squares[other], metric);
      }
      let excess = 0;
      for (const rank of ranksOf(distances, row, indices.subarray(row * k, (row + 1) * k)))
        excess += Math.max(0, rank - k);
      perRow[row] = 1 - excess / most;
    }
  });
  return { score: mean(perRow), perRow };
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** 1-based ranks of `targets` among the rows other than `self`, nearest first; ties go to the lower index. */
function ranksOf(distances: Float64Array, self: number, targets: Int32Array): Int32Array {
  const isBefore = (a: number, b: number) =>
    distances[a] < distances[b] || (distances[a] === distances[b] && a < b);
  const ordered = targets.slice().sort((a, b) => (isBefore(a, b) ? -1 : 1));
  // Number of rows between each target and the previous one.
  const between = new Int32Array(targets.length);
  const furthest = distances[ordered[ordered.length - 1]];
  for (let row = 0; row < distances.length; row++) {
    if (distances[row] > furthest || row === self) continue;
    let at = ordered.length;
    while (at > 0 && isBefore(row, ordered[at - 1])) at--;
    if (at < ordered.length) between[at]++;
  }
  let before = 0;
  return between.map((count) => {
    before += count;
    return before + 1;
  });
}

/** A map as a matrix, `[rows, 2]`, for functions that take embeddings, such as clustering. */
export function mapRows({ x, y }: Positions): Embeddings {
  const data = new Float32Array(x.length * 2);
  for (let i = 0; i < x.length; i++) {
    data[2 * i] = x[i];
    data[2 * i + 1] = y[i];
  }
  return { data, rows: x.length, cols: 2 };
}

/** Trustworthiness, continuity and neighborhood preservation of a map, as an experiment for `record`. */
export const mapQualityExperiment = {
  id: "map-quality",
  run: (i: { embeddings: Embeddings; map: Positions }, o: QualityOptions) => ({
    trustworthiness: trustworthiness(i.embeddings, i.map, o),
    continuity: continuity(i.embeddings, i.map, o),
    neighborhoodPreservation: neighborhoodPreservation(i.embeddings, i.map, o),
  }),
};
