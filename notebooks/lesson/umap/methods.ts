import { hdbscan } from "@clipscope/toolkit/finding";
import { nearestNeighbors } from "@clipscope/toolkit/neighbors";
import {
  continuity,
  fitUmap,
  type Positions,
  trustworthiness,
  type UmapOptions,
} from "@clipscope/toolkit/projection";
import { concatenateRows, type Embeddings } from "@clipscope/types";
import {
  afterWay,
  type GapFound,
  gapOf,
  type Mixture,
  mixtureInSpace,
  mixtureOnMap,
  type Pairs,
  type Way,
} from "./gap.js";
import { asRows } from "./measures.js";

/** How a map is made; the rest are the defaults of `fitUmap`. */
export type MapSettings = Pick<
  UmapOptions,
  "nNeighbors" | "minDist" | "metric" | "seed" | "start" | "implementation"
>;

export interface MethodHow {
  signal?: AbortSignal;
  onPositions?: (positions: Positions) => void;
}

/** What a map has kept of the neighborhoods. */
export interface Kept {
  k: number;
  /** The `k` nearest others of each point in the data, and on the map, nearest first: `[points, k]`. */
  near: Int32Array;
  drawn: Int32Array;
  /** The share of each point's `k` nearest in the data that are among its `k` nearest on the map: `[points]`. */
  perPoint: Float64Array;
  /** Mean of `perPoint`. */
  score: number;
  trustworthiness: number;
  continuity: number;
}

/** The computations on maps, in the map worker and in Node. */
export const mapMethods = {
  /** A map of rows. */
  fit: async (
    { embeddings, settings }: { embeddings: Embeddings; settings: MapSettings },
    { signal, onPositions }: MethodHow = {},
  ): Promise<Positions> => {
    const { x, y } = await fitUmap(embeddings, {
      ...settings,
      ...(signal && { signal }),
      ...(onPositions && { onPositions }),
    });
    return { x, y };
  },

  /** What a map has kept of the `k` nearest neighbors of each row, by the metric that it was made with. */
  kept: async ({ embeddings, positions, k, metric }: KeptRequest): Promise<Kept> => {
    const near = nearestNeighbors(embeddings, k, { metric }).indices;
    const drawn = nearestNeighbors(asRows(positions), k, { metric: "euclidean" }).indices;
    const perPoint = Float64Array.from(
      { length: embeddings.rows },
      (_, row) => sharedOf(near, drawn, k, row).length / k,
    );
    return {
      ...{ k, near, drawn, perPoint },
      score: perPoint.reduce((sum, each) => sum + each, 0) / perPoint.length,
      trustworthiness: trustworthiness(embeddings, positions, { k, metric }).score,
      continuity: continuity(embeddings, positions, { k, metric }).score,
    };
  },

  /** The modality gap, and zero-shot predictions with and without it. */
  gap: async ({ images, texts, labels }: PairsRequest): Promise<GapFound> => gapOf({ images, texts }, labels),

  /** One map of images and then texts, after something was done about the gap, and who is near to whom. */
  joint: async (
    {
      images,
      texts,
      labels,
      way,
      settings,
      k,
    }: PairsRequest & { way: Way; settings: MapSettings; k: number },
    { signal }: MethodHow = {},
  ): Promise<{ positions: Positions; onMap: Mixture; inSpace: Mixture }> => {
    const after = afterWay({ images, texts }, way);
    const { x, y } = await fitUmap(concatenateRows([after.images, after.texts]), {
      ...settings,
      ...(signal && { signal }),
    });
    const positions = { x, y };
    return {
      positions,
      onMap: mixtureOnMap(positions, labels, k),
      inSpace: mixtureInSpace(after, labels, k),
    };
  },

  /** The number of clusters that HDBSCAN finds in the places of a map, with at least as many points each. */
  clusters: async ({ positions, least }: { positions: Positions; least: number }): Promise<number> =>
    (await hdbscan(asRows(positions), { minClusterSize: least })).count,
};

export interface PairsRequest extends Pairs {
  /** The text of each image. */
  labels: Int32Array;
}

export interface KeptRequest {
  embeddings: Embeddings;
  positions: Positions;
  k: number;
  metric: "cosine" | "euclidean";
}

export type MapMethods = typeof mapMethods;

/** The neighbors of a row that are in both lists of neighbors, `[points, k]` each. */
export function sharedOf(near: Int32Array, drawn: Int32Array, k: number, row: number): number[] {
  const there = new Set(drawn.subarray(row * k, (row + 1) * k));
  return [...near.subarray(row * k, (row + 1) * k)].filter((other) => there.has(other));
}
