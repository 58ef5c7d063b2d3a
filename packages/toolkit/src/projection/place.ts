import type { Embeddings } from "@clipscope/types";
import { ClipscopeError, checkOptions } from "@clipscope/types";
import { checkFinite } from "../embeddings.js";
import { type Metric, type Neighbors, nearestTo } from "../neighbors/knn.js";
import { fitCurve } from "./curve.js";
import { fitBandwidths, strengthOf } from "./fuzzy-graph.js";
import { mulberry32 } from "./mulberry32.js";
import { mapRows } from "./quality.js";
import type { Positions } from "./umap-layout.js";
import { plainOptimizer } from "./umap-optimize.js";

export interface PlaceOptions {
  /** Number of neighbors. Default 15, or fewer if the map has fewer rows. */
  nNeighbors?: number;
  /** Metric of the map. Default "cosine". */
  metric?: Metric;
  /** `minDist` of the map. Default 0.1. */
  minDist?: number;
  /**
   * Epochs of optimization for the new points; 0 leaves each at the weighted mean of its neighbors. Default
   * 100.
   */
  nEpochs?: number;
  /** Seed of the random numbers. Default 42. */
  seed?: number;
}

export interface Placed extends Positions {
  /** Nearest rows of the map's embeddings: `[queries, k]`. */
  neighbors: Neighbors;
  /**
   * `[queries]`: spread of those neighbors on the map, as their root mean square distance from their mean,
   * relative to that of the whole map. Near 0 the position is meaningful; near 1 the neighbors are scattered
   * over the whole map, and no position would be.
   */
  scatter: Float64Array;
}

/**
 * Places new rows, such as other images or texts as anchors, in an existing map, which stays fixed. Each
 * starts at the mean of its nearest rows, weighted by UMAP's strengths, and then moves as in the layout,
 * attracted by them and repelled by others (umap-learn's `transform`).
 *
 * CLIP's texts and images lie in two separate cones: every text is far from every image (a cosine of 0.25 is
 * near). Texts are therefore placed rather than laid out together with the images, where they would form a
 * cluster of their own. Placement depends only on the order of a text's distances to images and on how much
 * each exceeds the smallest, so a constant offset cancels, including the part of the modality gap that is the
 * same for all images. For the rest, pass `closeGap(texts, gap)`.
 *
 * Throws `wrong-shape`, and `bad-argument` for NaN or an `nNeighbors` below 2.
 */
export function placeInMap(
  queries: Embeddings,
  embeddings: Embeddings,
  map: Positions,
  options: PlaceOptions = {},
): Placed {
  checkOptions(options, ["nNeighbors", "metric", "minDist", "nEpochs", "seed"], "placeInMap");
  const { metric = "cosine", minDist = 0.1, nEpochs = 100, seed = 42 } = options;
  const { rows } = embeddings;
  if (map.x.length !== rows || map.y.length !== rows) {
    throw new ClipscopeError("wrong-shape", `The map has ${map.x.length} positions but ${rows} embeddings.`);
  }
  checkFinite(mapRows(map), "the map");
  const k = Math.min(options.nNeighbors ?? 15, rows);
  if (k < 2) throw new ClipscopeError("bad-argument", `nNeighbors is ${k}: it must be at least 2.`);
  const neighbors = nearestTo(queries, embeddings, k, { metric });
  const bandwidths = fitBandwidths(neighbors);
  const count = queries.rows;
  // The map's rows first, then the new ones.
  const points = new Float64Array(2 * (rows + count));
  for (let row = 0; row < rows; row++) {
    points[2 * row] = map.x[row];
    points[2 * row + 1] = map.y[row];
  }
  const scatter = new Float64Array(count);
  const whole =
    radius(
      points,
      Array.from({ length: rows }, (_, row) => row),
    ) || 1;
  const strengths = neighbors.distances.map((d, i) => strengthOf(d, Math.floor(i / k), bandwidths));
  for (let query = 0; query < count; query++) {
    const own = neighbors.indices.subarray(query * k, (query + 1) * k);
    let sum = 0;
    for (let i = 0; i < k; i++) {
      const strength = strengths[query * k + i];
      sum += strength;
      for (const axis of [0, 1]) points[2 * (rows + query) + axis] += strength * points[2 * own[i] + axis];
    }
    for (const axis of [0, 1]) points[2 * (rows + query) + axis] /= sum;
    scatter[query] = radius(points, own) / whole;
  }
  const strongest = strengths.reduce((most, strength) => Math.max(most, strength), 0);
  const edges = {
    head: Int32Array.from(strengths, (_, i) => rows + Math.floor(i / k)),
    tail: neighbors.indices,
    period: strengths.map((strength) => strongest / strength),
  };
  const run = plainOptimizer(points, edges, fitCurve(minDist), nEpochs, mulberry32(seed), rows);
  for (let epoch = 0; epoch < nEpochs; epoch++) run(epoch);
  const place = (axis: number) =>
    Float32Array.from({ length: count }, (_, i) => points[2 * (rows + i) + axis]);
  return { x: place(0), y: place(1), neighbors, scatter };
}

/** Root mean square distance of points from their mean. */
function radius(points: Float64Array, rows: ArrayLike<number>): number {
  let [x, y, squares] = [0, 0, 0];
  for (let i = 0; i < rows.length; i++) {
    const [px, py] = [points[2 * rows[i]], points[2 * rows[i] + 1]];
    x += px / rows.length;
    y += py / rows.length;
    squares += (px * px + py * py) / rows.length;
  }
  return Math.sqrt(Math.max(0, squares - x * x - y * y));
}

/** `placeInMap` as an experiment for `record`. */
export const mapPlacementExperiment = {
  id: "map-placement",
  run: (i: { queries: Embeddings; embeddings: Embeddings; map: Positions }, o: PlaceOptions) =>
    placeInMap(i.queries, i.embeddings, i.map, o),
  random: { seed: 42 },
};
