import type { Embeddings } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings } from "@clipscope/types";
import { checkFinite } from "../embeddings.js";
import { plainProducts } from "../products.js";
import { columnMeans } from "../projection/pca.js";

/**
 * Linear centered kernel alignment (Kornblith et al. 2019, §3) of two models' embeddings of the same rows, 0
 * to 1: 1 when one is a scaled rotation of the other. The widths may differ. Rows are used as given:
 * normalize both or neither. With fewer rows than columns, CKA is high for any two models: use many rows.
 * Throws `wrong-shape`, and `bad-argument` for NaN or if all rows of one matrix are equal.
 *
 * @example
 * const a = { data: Float32Array.of(1, 0, 0, 1, -1, -1), rows: 3, cols: 2 };
 * const turned = { data: Float32Array.of(0, 2, -2, 0, 2, -2), rows: 3, cols: 2 };
 * linearCka(a, turned); // 1
 */
export function linearCka(a: Embeddings, b: Embeddings): number {
  for (const [matrix, name] of [
    [a, "the first"],
    [b, "the second"],
  ] as const) {
    checkEmbeddings(matrix, name);
    checkFinite(matrix, name);
  }
  if (a.rows !== b.rows || a.rows < 2) {
    throw new ClipscopeError(
      "wrong-shape",
      `Both must embed the same rows, at least two, but there are ${a.rows} and ${b.rows}.`,
    );
  }
  const between = covariation(a, b);
  const within = covariation(a, a) * covariation(b, b);
  if (within === 0)
    throw new ClipscopeError("bad-argument", "All rows of one matrix are equal, so CKA is undefined.");
  return between / Math.sqrt(within);
}

/** ‖AᵀB‖² of the centered matrices: the squares summed over all pairs of columns. */
function covariation(a: Embeddings, b: Embeddings): number {
  const mean = columnMeans(a);
  const centered = { ...a, data: new Float64Array(a.data).map((value, i) => value - mean[i % a.cols]) };
  const out = { data: new Float64Array(a.cols * b.cols), rows: a.cols, cols: b.cols };
  plainProducts.pullBack(centered, b, out); // no need to center b: a's columns sum to 0
  return out.data.reduce((sum, value) => sum + value * value, 0);
}

/** `linearCka` as an experiment for `record`. */
export const linearCkaExperiment = {
  id: "linear-cka",
  run: (i: { first: Embeddings; second: Embeddings }) => linearCka(i.first, i.second),
};
