import type { Embeddings, OnProgress } from "@clipscope/core";
import { ClipscopeError } from "@clipscope/core/errors";
import { dotTile, forEachRowBlock, TILE } from "../dot.js";
import { checkEmbeddings, checkFinite, checkSameWidth } from "../embeddings.js";

/** "cosine" is 1 - cosine, 0 to 2. "euclidean" is the straight-line distance. */
export type Metric = "cosine" | "euclidean";

/** The `k` nearest rows of each row, nearest first: both arrays are `[rows, k]`. */
export interface Neighbors {
  rows: number;
  k: number;
  indices: Int32Array;
  distances: Float64Array;
}

export interface NeighborsOptions {
  /** Default "cosine". */
  metric?: Metric;
  /** Put each row itself first, at distance 0, as one of its k: UMAP's convention. Default false. */
  includeSelf?: boolean;
  onProgress?: OnProgress;
}

/**
 * Exact k-nearest neighbours of every row among the other rows, by blocked matrix multiplication: every
 * pair is computed once and serves both of its rows. Of two rows at the same distance the one with the
 * lower index comes first. Distances are float64 sums in column order, equal to umap-js's `cosine` bit
 * for bit. Throws `wrong-shape`, and `bad-argument` for a k that the rows can't give or for NaN.
 */
export function nearestNeighbors(
  embeddings: Embeddings,
  k: number,
  options: NeighborsOptions = {},
): Neighbors {
  const { metric = "cosine", includeSelf = false, onProgress } = options;
  checkEmbeddings(embeddings, "embeddings");
  checkFinite(embeddings, "embeddings");
  const { rows } = embeddings;
  checkK(k, includeSelf ? rows : rows - 1);
  const lists = emptyLists(rows, k);
  if (includeSelf) for (let row = 0; row < rows; row++) insert(lists, row, row, Number.NEGATIVE_INFINITY);
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
          insert(lists, a, b, d);
          insert(lists, b, a, d);
        }
      }
      done++;
    }
    onProgress?.({ stage: "neighbours", done, total });
  }
  if (includeSelf) for (let row = 0; row < rows; row++) lists.distances[row * k] = 0;
  return lists;
}

/**
 * The `k` rows of `base` nearest to each row of `queries`, exactly: search by example or by text, or
 * placing new points. Indices count in `base`. Throws as `nearestNeighbors`.
 */
export function nearestTo(
  queries: Embeddings,
  base: Embeddings,
  k: number,
  { metric = "cosine" }: { metric?: Metric } = {},
): Neighbors {
  for (const [matrix, name] of [
    [queries, "queries"],
    [base, "base"],
  ] as const) {
    checkEmbeddings(matrix, name);
    checkFinite(matrix, name);
  }
  checkSameWidth(queries, "queries", base, "base");
  checkK(k, base.rows);
  const lists = emptyLists(queries.rows, k);
  const querySquares = squaredNorms(queries);
  const baseSquares = squaredNorms(base);
  forEachRowBlock(queries, base, (block, start, end) => {
    for (let a = start; a < end; a++) {
      for (let b = 0; b < base.rows; b++) {
        const dot = block[(a - start) * base.rows + b];
        insert(lists, a, b, distance(dot, querySquares[a], baseSquares[b], metric));
      }
    }
  });
  return lists;
}

/** The distance of two rows from their dot product and their squared norms. */
export function distance(dot: number, aSquared: number, bSquared: number, metric: Metric): number {
  if (metric === "euclidean") return Math.sqrt(Math.max(0, aSquared + bSquared - 2 * dot));
  if (aSquared === 0 || bSquared === 0) return aSquared === bSquared ? 0 : 1;
  return 1 - dot / Math.sqrt(aSquared * bSquared);
}

/**
 * Puts a candidate into a row's sorted list if it is nearer than the last. Each row meets its candidates in
 * ascending order, so of two at the same distance the lower index stays first.
 */
function insert({ k, indices, distances }: Neighbors, row: number, candidate: number, d: number): void {
  const first = row * k;
  let slot = first + k - 1;
  if (d >= distances[slot]) return;
  for (; slot > first && distances[slot - 1] > d; slot--) {
    distances[slot] = distances[slot - 1];
    indices[slot] = indices[slot - 1];
  }
  distances[slot] = d;
  indices[slot] = candidate;
}

function emptyLists(rows: number, k: number): Neighbors {
  return {
    rows,
    k,
    indices: new Int32Array(rows * k).fill(-1),
    distances: new Float64Array(rows * k).fill(Number.POSITIVE_INFINITY),
  };
}

/** Each row's squared norm, summed as `dotTile` sums, so that equal rows are at distance 0 exactly. */
export function squaredNorms({ data, rows, cols }: Embeddings): Float64Array {
  const squares = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let i = row * cols; i < (row + 1) * cols; i++) sum += data[i] * data[i];
    squares[row] = sum;
  }
  return squares;
}

function checkK(k: number, most: number): void {
  if (!Number.isInteger(k) || k < 1 || k > most) {
    throw new ClipscopeError("bad-argument", `k is ${k}: it must be a whole number from 1 to ${most}.`);
  }
}
