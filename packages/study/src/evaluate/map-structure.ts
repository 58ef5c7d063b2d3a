import {
  firstNeighbors,
  mapRegions,
  type Neighbors,
  neighborsOnMap,
  type Positions,
  sharedNeighbors,
} from "@clipscope/toolkit";
import { ClipscopeError } from "@clipscope/types";
import type { How } from "./evaluation.js";

/** How much of the neighborhoods in the embedding space a map shows. */
export interface MapHonesty {
  /** Number of neighbors compared: those asked for, or fewer if there are few images. */
  k: number;
  /** The share of each image's `k` nearest that are among its `k` nearest on the map, 0 to 1: `[images]`. */
  honesty: Float32Array;
  /** Their mean. */
  mean: number;
}

/** The honesty of a map at every point. `neighbors` has at least `k` for each. Throws `wrong-shape`. */
export function mapHonesty(neighbors: Neighbors, map: Positions, asked: number): MapHonesty {
  checkSize(neighbors, map);
  const k = Math.min(asked, neighbors.k);
  const shared = sharedNeighbors(firstNeighbors(neighbors, k), neighborsOnMap(map, k));
  const honesty = Float32Array.from(shared, (count) => count / k);
  return { k, honesty, mean: shared.reduce((sum, count) => sum + count, 0) / (k * shared.length) };
}

/** A dense part of a map, with the image that stands for it. Points are indices among the images. */
export interface FoundRegion {
  /** 0 for the coarsest regions. */
  level: number;
  /** Index of the region that contains this one; -1 for none. */
  parent: number;
  /** Ascending. */
  points: Int32Array;
  /** The point where the region is densest. */
  densest: number;
  /**
   * The most central point in the embedding space: the one that is among the nearest neighbors of most others of the
   * region.
   */
  central: number;
}

/** The regions of a map on up to three levels, each with its most central image. Throws `wrong-shape`, `cancelled`. */
export async function findRegions(
  neighbors: Neighbors,
  map: Positions,
  { onProgress, signal }: How = {},
): Promise<readonly FoundRegion[]> {
  checkSize(neighbors, map);
  const how = { ...(onProgress && { onProgress }), ...(signal && { signal }) };
  const regions = await mapRegions(map, how);
  return regions.map((region) => ({ ...region, central: mostCentral(neighbors, region.points) }));
}

/** The point that most other points have among their neighbors; of several, the one nearest to those. */
function mostCentral({ k, indices, distances }: Neighbors, points: Int32Array): number {
  const inside = new Map(Array.from(points, (point) => [point, { count: 0, sum: 0 }]));
  for (const point of points) {
    for (let i = point * k; i < (point + 1) * k; i++) {
      const listed = inside.get(indices[i]);
      if (!listed) continue;
      listed.count++;
      listed.sum += distances[i];
    }
  }
  let best = points[0];
  let most = { count: -1, sum: 0 };
  for (const [point, listed] of inside) {
    const closer = listed.count === most.count && listed.sum < most.sum;
    if (listed.count > most.count || closer) [best, most] = [point, listed];
  }
  return best;
}

function checkSize({ rows }: Neighbors, { x, y }: Positions): void {
  if (x.length === rows && y.length === rows) return;
  throw new ClipscopeError(
    "wrong-shape",
    `The map has ${x.length} points, but ${rows} images have an embedding: make the map of these images.`,
  );
}
