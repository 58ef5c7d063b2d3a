import type { Embeddings, OnProgress } from "@clipscope/types";
import type { Metric } from "./distance.js";
import { PANEL, quantize } from "./quantized.js";
import { emptyRanked, leastOf, type Ranked, rank } from "./ranked.js";

/** Panels that stay in a second-level cache while all others pass by. */
const GROUP = 8;

/** One of several equal shares of the work: `part` of `parts`, from 0. */
export interface Share {
  part: number;
  parts: number;
}

/** The best of each row by scores that are products of 16-bit numbers. */
export interface Candidates extends Ranked {
  /** Bound on the error of every score. */
  error: number;
  /** Times this, a product of two embeddings (of norm 1 for cosine) is such a product. */
  scale: number;
}

/**
 * For each row the `size` others that are nearest by products of 16-bit numbers: every pair of panels of rows is
 * multiplied once and serves both, and a share takes every so-manieth pair of panels. Undefined where there is no
 * WebAssembly for it.
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
    if (b <= a) return; // within one panel each pair comes twice
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

/** Rows of `base` and then those of `queries`, in one matrix: `quantize` multiplies rows of one. */
export function stacked(base: Embeddings, queries: Embeddings): Embeddings {
  const data = new Float32Array(base.data.length + queries.data.length);
  data.set(base.data);
  data.set(queries.data, base.data.length);
  return { data, rows: base.rows + queries.rows, cols: base.cols };
}

/** Candidates among other rows: for each of `queries` the `size` rows of `base` that are nearest by such products. */
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
