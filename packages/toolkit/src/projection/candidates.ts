import type { Embeddings, OnProgress } from "@clipscope/core";
import type { Metric } from "./distance.js";
import { PANEL, quantize } from "./quantized.js";
import { emptyRanked, leastOf, type Ranked, rank } from "./ranked.js";

/** One of several equal shares of the work: `part` of `parts`, from 0. */
export interface Share {
  part: number;
  parts: number;
}

/** The best of each row by scores that are products of 16-bit numbers. */
export interface Candidates extends Ranked {
  /** No score is wrong by more than this. */
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
  const { rows, handicaps, products, error, scale } = quantized;
  const lists = emptyRanked(rows, size);
  const least = new Float64Array(rows).fill(Number.NEGATIVE_INFINITY);
  const offer = (row: number, candidate: number, score: number) => {
    rank(lists, row, candidate, score);
    least[row] = leastOf(lists, row);
  };
  const blocks = Math.ceil(rows / PANEL);
  const total = Math.ceil((blocks * (blocks + 1)) / 2 / parts);
  let pair = 0;
  let done = 0;
  for (let i = 0; i < rows; i += PANEL) {
    const iEnd = Math.min(rows, i + PANEL);
    for (let j = i; j < rows; j += PANEL) {
      if (pair++ % parts !== part) continue;
      const table = products(i, iEnd - i, j);
      const jEnd = Math.min(rows, j + PANEL);
      for (let a = i; a < iEnd; a++) {
        const offset = (a - i) * PANEL - j;
        const handicap = handicaps[a];
        let leastOfA = least[a];
        for (let b = Math.max(j, a + 1); b < jEnd; b++) {
          const product = table[offset + b];
          if (product - handicaps[b] > leastOfA) {
            offer(a, b, product - handicaps[b]);
            leastOfA = least[a];
          }
          if (product - handicap > least[b]) offer(b, a, product - handicap);
        }
      }
      done++;
    }
    onProgress?.({ stage: "neighbours", done, total });
  }
  return { ...lists, error, scale };
}
