import type { Embeddings } from "@clipscope/types";
import { checkOneOf } from "@clipscope/types";

/** "cosine" is 1 - cosine, 0 to 2. "euclidean" is the straight-line distance. */
export type Metric = "cosine" | "euclidean";

/** Throws `bad-argument` for an unknown metric. */
export function checkMetric(metric: Metric): void {
  checkOneOf("metric", metric, ["cosine", "euclidean"]);
}

/** The distance of two rows from their dot product and their squared norms. */
export function distance(dot: number, aSquared: number, bSquared: number, metric: Metric): number {
  if (metric === "euclidean") return Math.sqrt(Math.max(0, aSquared + bSquared - 2 * dot));
  if (aSquared === 0 || bSquared === 0) return aSquared === bSquared ? 0 : 1;
  return 1 - dot / Math.sqrt(aSquared * bSquared);
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
