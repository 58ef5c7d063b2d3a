import type { OnProgress } from "@clipscope/types";
import { ClipscopeError, checkOptions } from "@clipscope/types";
import { breathing } from "../breath.js";
import { neighborsOnMap } from "../projection/map-neighbors.js";
import { PointTree } from "../projection/point-tree.js";
import { mapRows } from "../projection/quality.js";
import type { Positions } from "../projection/umap-layout.js";
import { condensedTree, mostStable, type TreeCluster } from "./cluster-tree.js";
import { reachabilityTree } from "./spanning-tree.js";

/** A dense part of a map. */
export interface MapRegion {
  /** 0 for the coarsest regions; the regions of a level do not overlap. */
  level: number;
  /** Index of the region of a coarser level that contains this one; -1 for none. Parents precede their children. */
  parent: number;
  /** Points of the region, ascending. */
  points: Int32Array;
  /** The point where the region is densest. */
  densest: number;
}

export interface MapRegionsOptions {
  /**
   * The minimum number of points of a region on each level, from coarse to fine. Default: a 12th, a 48th and a 192nd of
   * all points, at least 5.
   */
  sizes?: readonly number[];
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

const SHARES = [12, 48, 192];
const FEWEST = 5;
/** Neighborhood size for the density of a point, counting itself. */
const SAMPLES = 5;
/** Larger maps are divided by a sample of their points, since all pairs are compared. */
const MOST = 8000;

/**
 * The dense parts of a map on several levels, as a tree: HDBSCAN's most stable clusters of at least that many points,
 * for each of `sizes`. A cluster that contains all of a coarser region is left out. Of maps with more than 8,000
 * points, an evenly spaced sample is clustered, and every other point belongs to the regions of the nearest sampled
 * point. A map of fewer than 10 points has no regions. Throws `bad-argument`, `cancelled`.
 */
export async function mapRegions(map: Positions, options: MapRegionsOptions = {}): Promise<MapRegion[]> {
  checkOptions(options, ["sizes", "onProgress", "signal"], "mapRegions");
  const { onProgress, signal } = options;
  const n = map.x.length;
  const given = options.sizes ?? SHARES.map((share) => Math.max(FEWEST, Math.round(n / share)));
  const sizes = [...new Set(given)].sort((a, b) => b - a);
  for (const size of sizes) {
    if (Number.isInteger(size) && size >= 2) continue;
    throw new ClipscopeError(
      "bad-argument",
      `The smallest size of a region is ${size}: it must be a whole number of at least 2.`,
    );
  }
  if (n < 2 * FEWEST) return [];
  const step = Math.ceil(n / MOST);
  const sample = Int32Array.from({ length: Math.ceil(n / step) }, (_, i) => i * step);
  const sampled = step === 1 ? map : taken(map, sample);
  const { distances } = neighborsOnMap(sampled, SAMPLES - 1);
  const core = Float64Array.from(sample, (_, point) => distances[(point + 1) * (SAMPLES - 1) - 1]);
  const pause = breathing("Dividing the map", signal);
  const tree = await reachabilityTree(mapRows(sampled), core, "euclidean", (done) => {
    if (done % 64 === 0) onProgress?.({ stage: "regions", done, total: sample.length });
    return pause();
  });
  const regions: MapRegion[] = [];
  for (const [level, size] of sizes.entries()) {
    const clusters = condensedTree(tree, Math.max(2, Math.round(size / step)));
    for (const chosen of [...mostStable(clusters)].sort((a, b) => a - b)) {
      const points = Int32Array.from(pointsUnder(clusters, chosen)).sort();
      const inside = new Set(points);
      const above = regions.filter((region) => region.level < level);
      // Regions are nested or apart: a larger one with a point of another contains all of it.
      if (above.some((region) => region.points.length <= points.length && inside.has(region.densest)))
        continue;
      const parent = regions.findLastIndex(
        (region) => region.level < level && includes(region.points, points[0]),
      );
      const densest = points.reduce((a, b) => (core[b] < core[a] ? b : a));
      regions.push({ level, parent, points, densest });
    }
  }
  return step === 1 ? regions : withAll(regions, map, sample, sampled);
}

/** All points that were in a cluster when it appeared. */
function pointsUnder(clusters: readonly TreeCluster[], cluster: number): number[] {
  const { rows, children } = clusters[cluster];
  return [...rows, ...children.flatMap((child) => pointsUnder(clusters, child))];
}

/** Whether a number is in an ascending list. */
function includes(sorted: Int32Array, value: number): boolean {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === value;
}

const taken = ({ x, y }: Positions, points: Int32Array): Positions => ({
  x: Float32Array.from(points, (point) => x[point]),
  y: Float32Array.from(points, (point) => y[point]),
});

/** Regions of sampled points as regions of all: each point belongs where the nearest sampled one does. */
function withAll(
  regions: readonly MapRegion[],
  { x, y }: Positions,
  sample: Int32Array,
  sampled: Positions,
): MapRegion[] {
  const tree = new PointTree(sampled.x, sampled.y);
  const [id, square] = [new Int32Array(1), new Float64Array(1)];
  const nearest = Int32Array.from(x, (_, point) => {
    tree.nearest(x[point], y[point], 1, -1, id, square);
    return id[0];
  });
  const followers: number[][] = Array.from(sample, () => []);
  for (const [point, near] of nearest.entries()) followers[near].push(point);
  return regions.map((region) => ({
    ...region,
    points: Int32Array.from(Array.from(region.points).flatMap((point) => followers[point])).sort(),
    densest: sample[region.densest],
  }));
}
