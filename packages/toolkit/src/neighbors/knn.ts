import type { Embeddings, OnProgress } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings, checkOptions } from "@clipscope/types";
import { dotRows, dotTile, TILE } from "../dot.js";
import { checkFinite, checkSameWidth } from "../embeddings.js";
import { forEachRowBlock } from "../row-blocks.js";
import { type Candidates, findCandidates, findCandidatesIn, stacked } from "./candidates.js";
import { checkMetric, distance, type Metric, squaredNorms } from "./distance.js";
import { PANEL, quantize } from "./quantized.js";
import { emptyRanked, leastOf, merge, type Ranked, rank } from "./ranked.js";

export type { Metric } from "./distance.js";

/** The `k` nearest rows of each row, nearest first: both arrays are `[rows, k]`. */
export interface Neighbors {
  rows: number;
  k: number;
  indices: Int32Array;
  distances: Float64Array;
}

export interface NeighborsOptions {
  /** Distance: 1 - cosine, or Euclidean. Default "cosine". */
  metric?: Metric;
  /**
   * Include each row itself as its first neighbor, at distance 0, counting toward k: UMAP's convention.
   * Default false.
   */
  includeSelf?: boolean;
  onProgress?: OnProgress;
}

/** Width below which, for few rows, multiplying directly in float64 is as fast. */
const NARROW = 24;
const FEW = 300;
/** Minimum number of queries that repays quantizing all of the base. */
const SEVERAL = 200;

/**
 * Exact k-nearest neighbors of every row among the other rows, by blocked matrix multiplication: every pair
 * is computed once for both rows. Ties are broken by the lower index. Distances are float64 sums in column
 * order, bit-identical to umap-js's `cosine`. Wide rows are first screened by 16-bit products with a bounded
 * error; all possible neighbors are then measured exactly. Throws `wrong-shape`, and `bad-argument` for NaN
 * or a k out of range.
 */
export function nearestNeighbors(
  embeddings: Embeddings,
  k: number,
  options: NeighborsOptions = {},
): Neighbors {
  checkOptions(options, ["metric", "includeSelf", "onProgress"], "nearestNeighbors");
  const { metric = "cosine", includeSelf = false, onProgress } = options;
  checkNeighbors(embeddings, k, metric, includeSelf);
  const others = includeSelf ? k - 1 : k;
  const wanted = candidatesFor(embeddings, others);
  const candidates = wanted ? findCandidates(embeddings, wanted, metric, undefined, onProgress) : undefined;
  const found = candidates
    ? measure(embeddings, others, metric, candidates)
    : rankAll(embeddings, others, metric, onProgress);
  return includeSelf ? withSelf(found) : found;
}

/** Throws the errors of `nearestNeighbors` for invalid arguments. */
export function checkNeighbors(
  embeddings: Embeddings,
  k: number,
  metric: Metric,
  includeSelf: boolean,
): void {
  checkMetric(metric);
  checkEmbeddings(embeddings, "embeddings");
  checkFinite(embeddings, "embeddings");
  checkK(k, includeSelf ? embeddings.rows : embeddings.rows - 1);
}

/** Number of candidates to request from `findCandidates`; 0 if measuring all pairs is faster. */
export function candidatesFor({ rows, cols }: Embeddings, others: number): number {
  if (others < 1 || cols < NARROW || rows < FEW) return 0;
  return withRoom(others, rows - 1);
}

/**
 * Requests more candidates than needed, so that the last candidate is clearly worse than the last neighbor.
 */
const withRoom = (wanted: number, most: number) => Math.min(most, wanted + Math.max(16, wanted));

/** Exact neighbors, merged from the candidate lists of one or all shares. */
export function neighborsFrom(
  embeddings: Embeddings,
  k: number,
  metric: Metric,
  includeSelf: boolean,
  lists: readonly Candidates[],
): Neighbors {
  const [{ error, scale }] = lists;
  const candidates = { ...merge(lists), error, scale };
  const found = measure(embeddings, includeSelf ? k - 1 : k, metric, candidates);
  return includeSelf ? withSelf(found) : found;
}

/** Ranks neighbors by measuring every pair in float64. */
function rankAll(embeddings: Embeddings, k: number, metric: Metric, onProgress?: OnProgress): Neighbors {
  const { rows } = embeddings;
  const lists = emptyRanked(rows, k);
  if (k < 1) return asNeighbors(lists);
  const squares = squaredNorms(embeddings);
  const tile = new Float64Array(TILE * TILE);
  const blocks = Math.ceil(rows / TILE);
  const total = (blocks * (blocks + 1)) / 2;
  let done = 0;
  for (let i = 0; i < rows; i += TILE) {
    const iEnd = Math.min(rows, i + TILE);
    for (let j = i; j < rows; j += TILE) {
      const jEnd = Math.min(rows, j + TILE);
      dotTile(embeddings, i, iEnd, embeddings, j, jEnd, tile);
      for (let a = i; a < iEnd; a++) {
        for (let b = Math.max(j, a + 1); b < jEnd; b++) {
          const d = distance(tile[(a - i) * (jEnd - j) + b - j], squares[a], squares[b], metric);
          // Others are visited in ascending order, so ties keep the lower index first.
          rank(lists, a, b, -d);
          rank(lists, b, a, -d);
        }
      }
      done++;
    }
    onProgress?.({ stage: "neighbors", done, total });
  }
  return asNeighbors(lists);
}

/**
 * The exact `k` nearest among candidates ranked by products of bounded error. A row outside the candidates
 * scores at most the last candidate's score plus that error; if the k-th nearest is not clearly above it, all
 * products of the row are recomputed. With `others`, finds their neighbors in `base`.
 */
function measure(
  base: Embeddings,
  k: number,
  metric: Metric,
  candidates: Candidates,
  others?: Embeddings,
): Neighbors {
  const same = others === undefined;
  const queries = others ?? base;
  const { rows } = queries;
  const squares = squaredNorms(queries);
  const baseSquares = same ? squares : squaredNorms(base);
  const lists = emptyRanked(rows, k);
  const exact = (row: number, other: number) => {
    const dot = dotRows(queries.data, row, base.data, other, base.cols);
    return distance(dot, squares[row], baseSquares[other], metric);
  };
  const { size, indices, scores, error, scale } = candidates;
  /** The exact score of a row at this distance. */
  const scoreAt = (d: number, row: number) =>
    metric === "cosine" ? (1 - d) * scale : (scale * (squares[row] - d * d)) / 2;
  const complete = candidates.size >= base.rows - Number(same);
  const doubtful: number[] = [];
  for (let row = 0; row < rows; row++) {
    const first = row * size;
    // The k-th approximate score exceeds the k-th exact score by at most twice the error.
    const enough = scores[first + k - 1] - 2 * error;
    const close: number[] = [];
    for (let i = first; i < first + size && indices[i] >= 0 && scores[i] >= enough; i++)
      close.push(indices[i]);
    close.sort((a, b) => a - b);
    for (const other of close) rank(lists, row, other, -exact(row, other));
    const kth = scoreAt(-leastOf(lists, row), row);
    const certain = squares[row] > 0 && kth > leastOf(candidates, row) + error;
    if (!complete && !certain) doubtful.push(row);
  }
  const all = same || doubtful.length === 0 ? queries : stacked(base, queries);
  const first = same ? 0 : base.rows;
  const quantized = doubtful.length > 0 ? quantize(all, metric) : undefined;
  for (let row = 0; row < all.rows; row++) quantized?.setLimit(row, Number.POSITIVE_INFINITY);
  for (const row of doubtful) {
    const again = emptyRanked(1, k);
    const look = (_: number, other: number) => {
      if (other < base.rows && !(same && other === row)) rank(again, 0, other, -exact(row, other));
    };
    const least = scoreAt(-leastOf(lists, row), row) - error;
    quantized?.setLimit(first + row, squares[row] > 0 ? least - 1 : Number.NEGATIVE_INFINITY);
    for (let j = 0; j < base.rows; j += PANEL) {
      if (quantized) quantized.showNear(first + row, 1, j, look);
      else for (let other = j; other < Math.min(base.rows, j + PANEL); other++) look(row, other);
    }
    quantized?.setLimit(first + row, Number.POSITIVE_INFINITY);
    lists.indices.set(again.indices, row * k);
    lists.scores.set(again.scores, row * k);
  }
  return asNeighbors(lists);
}

/** Converts lists ranked by negative distance to neighbors. */
function asNeighbors({ rows, size, indices, scores }: Ranked): Neighbors {
  return { rows, k: size, indices, distances: scores.map((score) => (score === 0 ? 0 : -score)) };
}

/** The first `k` neighbors of each row. Throws `bad-argument` if there are fewer. */
export function firstNeighbors({ rows, k, indices, distances }: Neighbors, first: number): Neighbors {
  checkK(first, k);
  if (first === k) return { rows, k, indices, distances };
  const out = {
    rows,
    k: first,
    indices: new Int32Array(rows * first),
    distances: new Float64Array(rows * first),
  };
  for (let row = 0; row < rows; row++) {
    out.indices.set(indices.subarray(row * k, row * k + first), row * first);
    out.distances.set(distances.subarray(row * k, row * k + first), row * first);
  }
  return out;
}

/** Inserts each row itself as its first neighbor, at distance 0. */
export function withSelf({ rows, k: others, indices, distances }: Neighbors): Neighbors {
  const k = others + 1;
  const out = { rows, k, indices: new Int32Array(rows * k), distances: new Float64Array(rows * k) };
  for (let row = 0; row < rows; row++) {
    out.indices[row * k] = row;
    out.indices.set(indices.subarray(row * others, (row + 1) * others), row * k + 1);
    out.distances.set(distances.subarray(row * others, (row + 1) * others), row * k + 1);
  }
  return out;
}

/**
 * The `k` rows of `base` nearest to each row of `queries`, exactly, for search by example or text and for
 * placing new points in a map. Indices refer to `base`. Throws the errors of `nearestNeighbors`.
 */
export function nearestTo(
  queries: Embeddings,
  base: Embeddings,
  k: number,
  options: { metric?: Metric } = {},
): Neighbors {
  checkOptions(options, ["metric"], "nearestTo");
  const { metric = "cosine" } = options;
  checkMetric(metric);
  for (const [matrix, name] of [
    [queries, "queries"],
    [base, "base"],
  ] as const) {
    checkEmbeddings(matrix, name);
    checkFinite(matrix, name);
  }
  checkSameWidth(queries, "queries", base, "base");
  checkK(k, base.rows);
  if (queries.rows >= SEVERAL && base.rows >= FEW && base.cols >= NARROW) {
    const candidates = findCandidatesIn(base, queries, withRoom(k, base.rows), metric);
    if (candidates) return measure(base, k, metric, candidates, queries);
  }
  const lists = emptyRanked(queries.rows, k);
  const querySquares = squaredNorms(queries);
  const baseSquares = squaredNorms(base);
  forEachRowBlock(queries, base, (block, start, end) => {
    for (let a = start; a < end; a++) {
      for (let b = 0; b < base.rows; b++) {
        const dot = block[(a - start) * base.rows + b];
        rank(lists, a, b, -distance(dot, querySquares[a], baseSquares[b], metric));
      }
    }
  });
  return asNeighbors(lists);
}

function checkK(k: number, most: number): void {
  if (!Number.isInteger(k) || k < 1 || k > most) {
    throw new ClipscopeError("bad-argument", `k is ${k}: it must be a whole number from 1 to ${most}.`);
  }
}

/** `nearestNeighbors` as an experiment for `record`. */
export const neighborsExperiment = {
  id: "neighbors",
  run: (i: { embeddings: Embeddings }, o: { k: number; metric?: Metric }) =>
    nearestNeighbors(i.embeddings, o.k, { metric: o.metric }),
};
