import type { Embeddings } from "@clipscope/core";
import { ClipscopeError } from "@clipscope/core/errors";
import { forEachRowBlock } from "../dot.js";
import { checkEmbeddings, checkFinite } from "../embeddings.js";
import { distance, type Metric, squaredNorms } from "./distance.js";
import { nearestNeighbors } from "./knn.js";
import type { Positions } from "./umap-layout.js";

export interface Trustworthiness {
  /** 1 when all neighbours on the map are neighbours in the embeddings too; a random map is near 0.5. */
  score: number;
  /** The same for each row, `[rows]`, scaled so that their mean is the score. */
  perRow: Float64Array;
}

/**
 * How far the map can be trusted (Venna and Kaski 2001), as `sklearn.manifold.trustworthiness`: each of
 * a point's `k` nearest on the map that is not among its `k` nearest in the embeddings costs as much as
 * its rank there exceeds `k`. `metric` is that of the embeddings, as it was for the map.
 * Throws `bad-argument` unless `k` is below half the number of rows, and `wrong-shape`.
 */
export function trustworthiness(
  embeddings: Embeddings,
  positions: Positions,
  k = 5,
  { metric = "cosine" }: { metric?: Metric } = {},
): Trustworthiness {
  checkEmbeddings(embeddings, "embeddings");
  checkFinite(embeddings, "embeddings");
  const { rows } = embeddings;
  if (positions.x.length !== rows || positions.y.length !== rows) {
    throw new ClipscopeError(
      "wrong-shape",
      `There are ${rows} embeddings but ${positions.x.length} positions.`,
    );
  }
  if (!Number.isInteger(k) || k < 1 || k >= rows / 2) {
    throw new ClipscopeError(
      "bad-argument",
      `k is ${k}: it must be from 1 to below half of the ${rows} rows.`,
    );
  }
  const onMap = nearestNeighbors(interleave(positions), k, { metric: "euclidean" });
  const squares = squaredNorms(embeddings);
  const perRow = new Float64Array(rows);
  const most = (k * (2 * rows - 3 * k - 1)) / 2;
  forEachRowBlock(embeddings, embeddings, (block, start, end) => {
    for (let row = start; row < end; row++) {
      const distances = block.subarray((row - start) * rows, (row - start + 1) * rows);
      for (let other = 0; other < rows; other++) {
        distances[other] = distance(distances[other], squares[row], squares[other], metric);
      }
      let excess = 0;
      for (let i = row * k; i < (row + 1) * k; i++) {
        excess += Math.max(0, rank(distances, row, onMap.indices[i]) - k);
      }
      perRow[row] = 1 - excess / most;
    }
  });
  return { score: perRow.reduce((sum, value) => sum + value, 0) / rows, perRow };
}

/** The 1-based place of `target` among the rows other than `self`, nearest first. */
function rank(distances: Float64Array, self: number, target: number): number {
  const limit = distances[target];
  let before = 0;
  for (let i = 0; i < distances.length; i++) {
    if (i !== self && (distances[i] < limit || (distances[i] === limit && i < target))) before++;
  }
  return before + 1;
}

function interleave({ x, y }: Positions): Embeddings {
  const data = new Float32Array(x.length * 2);
  for (let i = 0; i < x.length; i++) {
    data[2 * i] = x[i];
    data[2 * i + 1] = y[i];
  }
  return { data, rows: x.length, cols: 2 };
}
