import type { Embeddings, OnProgress } from "@clipscope/types";
import type { Metric } from "./distance.js";
import { PANEL, quantize } from "./quantized.js";
import { emptyRanked, leastOf, type Ranked, rank } from "./ranked.js";

/** Panels kept in a second-level cache while all others are multiplied with them. */
const GROUP = 8;

/** One of several equal shares of the work: index `part`, from 0, of `parts`. */
export interface Share {
  part: number;
  parts: number;
}

/** The best candidates of each row by 16-bit products. */
export interface Candidates extends Ranked {
  /** Bound on the absolute error of every score. */
  error: number;
  /** Factor from a product of two embeddings (of norm 1 for cosine) to a 16-bit product. */
  scale: number;
}

/**
 * For each row, the `size` nearest other rows by 16-bit products: every pair of panels is multiplied once and
 * serves both, and each share takes every `parts`-th pair of panels. Undefined without WebAssembly support.
 */
export function findCandidates(
  embeddings: Embeddings,
  size: number,
  metric: Metric,
  { part, parts }: Share = { part: 0, parts: 1 },
  onProgress?: OnProgress,
): Candidates | undefined {
  const quantized = quantize(embeddings, metric);
  if (!quantized) return undefined;
  const { rows, handicaps, error, scale, setLimit, showNear } = quantized;
  const lists = emptyRanked(rows, size);
  const offer = (row: number, candidate: number, score: number) => {
    if (score <= leastOf(lists, row)) return;
    rank(lists, row, candidate, score);
    setLimit(row, leastOf(lists, row));
  };
  const show = (a: number, b: number, product: number) => {
    if (b <= a) return; // within one panel each pair occurs twice
    offer(a, b, product - handicaps[b]);
    offer(b, a, product - handicaps[a]);
  };
  const blocks = Math.ceil(rows / PANEL);
  const total = Math.ceil((blocks * (blocks + 1)) / 2 / parts);
  let pair = 0;
  let done = 0;
  for (let group = 0; group < rows; group += GROUP * PANEL) {
    for (let j = group; j < rows; j += PANEL) {
      for (let i = group; i <= Math.min(j, group + (GROUP - 1) * PANEL); i += PANEL) {
        if (pair++ % parts !== part) continue;
        showNear(i, Math.min(PANEL, rows - i), j, show);
        onProgress?.({ stage: "neighbors", done: ++done, total });
      }
    }
  }
  return { ...lists, error, scale };
}

/**
 * Stacks the rows of `base` and `queries` in one matrix, since `quantize` multiplies rows of a single matrix.
 */
export function stacked(base: Embeddings, queries: Embeddings): Embeddings {
  const data = new Float32Array(base.data.length + queries.data.length);
  data.set(base.data);
  data.set(queries.data, base.data.length);
  return { data, rows: base.rows + queries.rows, cols: base.cols };
}

/**
 * Candidates among the rows of another matrix: for each row of `queries`, the `size` nearest rows of `base`
 * by 16-bit products.
 */
export function findCandidatesIn(
  base: Embeddings,
  queries: Embeddings,
  size: number,
  metric: Metric,
): Candidates | undefined {
  const quantized = quantize(stacked(base, queries), metric);
  if (!quantized) return undefined;
  const { handicaps, error, scale, setLimit, showNear } = quantized;
  const lists = emptyRanked(queries.rows, size);
  for (let row = 0; row < base.rows; row++) setLimit(row, Number.POSITIVE_INFINITY);
  const show = (a: number, b: number, product: number) => {
    const query = a - base.rows;
    if (b >= base.rows || product - handicaps[b] <= leastOf(lists, query)) return;
    rank(lists, query, b, product - handicaps[b]);
    setLimit(a, leastOf(lists, query));
  };
  const { rows } = quantized;
  for (let group = base.rows; group < rows; group += GROUP * PANEL) {
    for (let j = 0; j < base.rows; j += PANEL) {
      for (let i = group; i < Math.min(rows, group + GROUP * PANEL); i += PANEL) {
        showNear(i, Math.min(PANEL, rows - i), j, show);
      }
    }
  }
  return { ...lists, error, scale };
}
