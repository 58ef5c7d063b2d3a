import type { Embeddings } from "@clipscope/types";
import { ClipscopeError, checkOptions, normalizeRows } from "@clipscope/types";
import { checkFinite } from "../embeddings.js";
import { forEachAlike } from "../neighbors/alike.js";

export interface NearDuplicates {
  /** Pairs of rows a < b, most similar first. */
  pairs: { a: number; b: number; cosine: number }[];
  /** Groups of at least two rows linked by such pairs, ascending; groups are ordered by their first row. */
  groups: number[][];
}

/** Tolerance: float32 rounding may put the cosine of two equal rows this far below 1. */
const ROUNDING = 1e-6;

/**
 * All pairs of rows with a cosine of at least `threshold` (default 0.97), by exhaustive search. What counts
 * as a duplicate depends on the model: inspect some pairs before removing any. Throws `wrong-shape`,
 * `bad-argument`.
 */
export function nearDuplicates(embeddings: Embeddings, options: { threshold?: number } = {}): NearDuplicates {
  checkOptions(options, ["threshold"], "nearDuplicates");
  const { threshold = 0.97 } = options;
  if (!(threshold > -1 && threshold <= 1)) {
    throw new ClipscopeError("bad-argument", `threshold is ${threshold}: it must be a cosine, such as 0.97.`);
  }
  const unit = normalizeRows(embeddings);
  checkFinite(unit, "embeddings");
  const pairs: NearDuplicates["pairs"] = [];
  const groupOf = Int32Array.from({ length: unit.rows }, (_, row) => row);
  const root = (row: number): number => {
    while (groupOf[row] !== row) row = groupOf[row] = groupOf[groupOf[row]];
    return row;
  };
  forEachAlike(unit, threshold - ROUNDING, (a, b, cosine) => {
    pairs.push({ a, b, cosine });
    const [first, second] = [root(a), root(b)];
    groupOf[Math.max(first, second)] = Math.min(first, second);
  });
  const groups = new Map<number, number[]>();
  for (let row = 0; row < unit.rows; row++) {
    const first = root(row);
    groups.set(first, [...(groups.get(first) ?? []), row]);
  }
  return {
    pairs: pairs.sort((x, y) => y.cosine - x.cosine || x.a - y.a || x.b - y.b),
    groups: [...groups.values()].filter((rows) => rows.length > 1),
  };
}

/** `nearDuplicates` as an experiment for `record`. */
export const nearDuplicatesExperiment = {
  id: "near-duplicates",
  run: (i: { embeddings: Embeddings }, o: { threshold?: number }) => nearDuplicates(i.embeddings, o),
};
