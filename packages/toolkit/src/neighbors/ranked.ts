/**
 * The best `size` candidates of each row, best first: both arrays are `[rows, size]`; unfilled slots are -1
 * and -Infinity.
 */
export interface Ranked {
  rows: number;
  size: number;
  indices: Int32Array;
  scores: Float64Array;
}

export function emptyRanked(rows: number, size: number): Ranked {
  return {
    rows,
    size,
    indices: new Int32Array(rows * size).fill(-1),
    scores: new Float64Array(rows * size).fill(Number.NEGATIVE_INFINITY),
  };
}

/** The score that a candidate must exceed to enter a row's list. */
export function leastOf({ size, scores }: Ranked, row: number): number {
  return scores[row * size + size - 1];
}

/** Inserts a candidate into a row's list if its score is above the last; ties keep the earlier one. */
export function rank({ size, indices, scores }: Ranked, row: number, candidate: number, score: number): void {
  const first = row * size;
  let slot = first + size - 1;
  if (score <= scores[slot]) return;
  for (; slot > first && scores[slot - 1] < score; slot--) {
    scores[slot] = scores[slot - 1];
    indices[slot] = indices[slot - 1];
  }
  scores[slot] = score;
  indices[slot] = candidate;
}

/** Merges several lists for the same rows. */
export function merge(lists: readonly Ranked[]): Ranked {
  const [first, ...others] = lists;
  for (const other of others) {
    for (let row = 0; row < other.rows; row++) {
      for (let i = row * other.size; i < (row + 1) * other.size; i++) {
        if (other.indices[i] >= 0) rank(first, row, other.indices[i], other.scores[i]);
      }
    }
  }
  return first;
}
