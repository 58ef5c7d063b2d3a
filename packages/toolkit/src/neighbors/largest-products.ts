import type { Embeddings, Matrix, OnProgress } from "@clipscope/types";
import { ClipscopeError } from "@clipscope/types";
import type { Candidates } from "./candidates.js";
import { type Metric, squaredNorms } from "./distance.js";
import { emptyRanked, rank } from "./ranked.js";

/**
 * Finds the largest products of two float32 matrices; the interface through which a GPU can search for
 * neighbors.
 */
export interface LargestProducts {
  /**
   * For each row of `a` `[m, d]`, the `size` rows of `b` `[n, d]` with the largest dot products; both results
   * are `[m, size]`. Products and sums are rounded to float32, in any order.
   */
  largest(
    a: Matrix<Float32Array>,
    b: Matrix<Float32Array>,
    size: number,
    options: { onProgress?: OnProgress; signal?: AbortSignal },
  ): Promise<{ indices: Int32Array; scores: Float32Array }>;
}

/**
 * For each row, the `size` nearest other rows by float32 products. Throws the errors of `products`, and
 * `wrong-shape` if it returns a wrong number of results.
 */
export async function findLargest(
  products: LargestProducts,
  embeddings: Embeddings,
  size: number,
  metric: Metric,
  options: { onProgress?: OnProgress; signal?: AbortSignal },
): Promise<Candidates> {
  const { rows } = embeddings;
  const { a, b, scale } = factors(embeddings, metric);
  // One more, since each row is its own nearest.
  const found = await products.largest(a, b, size + 1, options);
  if (found.indices.length !== rows * (size + 1) || found.scores.length !== rows * (size + 1)) {
    throw new ClipscopeError(
      "wrong-shape",
      `The largest products of ${rows} rows should be [${rows}, ${size + 1}], but there are ${found.indices.length} indices and ${found.scores.length} scores.`,
    );
  }
  const lists = emptyRanked(rows, size);
  found.indices.forEach((other, i) => {
    const row = Math.floor(i / (size + 1));
    if (other !== row) rank(lists, row, other, found.scores[i]);
  });
  // d products with an error of 2^-23 each, in any order, have an error of (d + 1) · 2^-23 · Σ|a·b| to first
  // order (Higham 2002, §3.1), and Σ|a·b| is at most 1.5 here; the rest is for rounding the factors and for
  // higher orders.
  const error = (a.cols + 8) * 2 ** -22;
  return { ...lists, error, scale };
}

/**
 * Rows whose float32 product ranks neighbors: normalized for cosine; for Euclidean distance, scaled to norm
 * at most 1 with half the other row's squared norm in an extra column, to be subtracted.
 */
function factors({ data, rows, cols }: Embeddings, metric: Metric) {
  const squares = squaredNorms({ data, rows, cols });
  const longest = Math.sqrt(squares.reduce((most, square) => Math.max(most, square), 0)) || 1;
  const width = metric === "cosine" ? cols : cols + 1;
  const a = { data: new Float32Array(rows * width), rows, cols: width };
  for (let row = 0; row < rows; row++) {
    const norm = metric === "cosine" ? Math.sqrt(squares[row]) || 1 : longest;
    for (let c = 0; c < cols; c++) a.data[row * width + c] = data[row * cols + c] / norm;
  }
  if (metric === "cosine") return { a, b: a, scale: 1 };
  const b = { ...a, data: a.data.slice() };
  for (let row = 0; row < rows; row++) {
    a.data[row * width + cols] = -1;
    b.data[row * width + cols] = squares[row] / longest ** 2 / 2;
  }
  return { a, b, scale: 1 / longest ** 2 };
}
