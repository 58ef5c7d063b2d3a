import type { Embeddings } from "@clipscope/types";
import { checkOneOf } from "@clipscope/types";

/** "cosine" is 1 - cosine similarity, 0 to 2. "euclidean" is the Euclidean distance. */
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

/** Squared norm of each row, summed in the order of `dotTile`, so that equal rows have distance exactly 0. */
export function squaredNorms({ data, rows, cols }: Embeddings): Float64Array {
  const squares = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let i = row * cols; i < (row + 1) * cols; i++) sum += data[i] * data[i];
    squares[row] = sum;
  }
  return squares;
}
