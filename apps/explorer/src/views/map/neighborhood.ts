import type { Links } from "@clipscope/charts";
import type { NeighborGraph } from "@clipscope/study";
import type { Points } from "./points.js";

/** The true neighbors of one image. */
export interface Neighborhood {
  /** The dataset's rows, nearest first. */
  rows: Int32Array;
  /** Their distances in the embedding space. */
  distances: Float32Array;
  /** Whether each is among as many nearest points on the map. */
  kept: readonly boolean[];
}

/** Index of each graph's rows. */
const places = new WeakMap<NeighborGraph, Map<number, number>>();

/** The nearest neighbors of a row; undefined if it has none, such as a row without an embedding. */
export function neighborhoodOf(graph: NeighborGraph, row: number, points: Points): Neighborhood | undefined {
  const known = places.get(graph) ?? new Map(Array.from(graph.rows, (each, at) => [each, at]));
  places.set(graph, known);
  const at = known.get(row);
  const point = points.pointOf(row);
  if (at === undefined || point === undefined) return undefined;
  const { k, indices, distances } = graph;
  const rows = indices.slice(at * k, (at + 1) * k).map((index) => graph.rows[index]);
  const near = new Set(nearestPoints(points, point, k));
  return {
    rows,
    distances: distances.slice(at * k, (at + 1) * k),
    kept: Array.from(rows, (other) => near.has(points.pointOf(other) ?? -1)),
  };
}

/** The `k` points nearest to one on the map. */
export function nearestPoints({ positions: { x, y } }: Points, point: number, k: number): Int32Array {
  const squares = Float64Array.from(x, (each, i) => (each - x[point]) ** 2 + (y[i] - y[point]) ** 2);
  squares[point] = Number.POSITIVE_INFINITY;
  const limit = squares.slice().sort()[Math.min(k, x.length - 1) - 1];
  const near = Int32Array.from(x.keys()).filter((i) => squares[i] <= limit);
  return near.sort((a, b) => squares[a] - squares[b] || a - b).slice(0, k);
}

/** Lines from a row to its neighbors. */
export function linksOf(row: number, { rows, kept }: Neighborhood, points: Points): Links {
  const ends = Array.from(rows, (other) => points.pointOf(other) ?? -1);
  return {
    from: new Int32Array(ends.length).fill(points.pointOf(row) ?? -1),
    to: Int32Array.from(ends),
    kept: Uint8Array.from(kept, Number),
  };
}
