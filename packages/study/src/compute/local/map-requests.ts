import { type Metric, mapStability, type Neighbors } from "@clipscope/toolkit";
import { ClipscopeError } from "@clipscope/types";
import type { How } from "../../evaluate/evaluation.js";
import { layOutMap, type MapHow } from "../../evaluate/map.js";
import { findRegions, mapHonesty } from "../../evaluate/map-structure.js";
import type {
  MapQuality,
  MapRegions,
  MapStability,
  MapStabilityRequest,
  NeighborGraph,
  OnMap,
} from "../compute.js";
import type { NeighborGraphs } from "./neighbor-graphs.js";
import type { Watch } from "./shared-runs.js";
import type { StudyImages } from "./study-images.js";

/** Finds neighbors of the images of a request, at most as many as there are others. */
type Find = (k: number, metric: Metric) => Promise<Neighbors>;

export const findIn =
  ({ images: { embeddings } }: StudyImages, graphs: NeighborGraphs, how: Watch): Find =>
  (k, metric) =>
    graphs.get(embeddings, Math.min(k, Math.max(1, embeddings.rows - 1)), metric, how);

/** The nearest neighbors of every image. */
export async function neighborGraph(
  { images }: StudyImages,
  find: Find,
  { k = 15, metric = "cosine" }: { k?: number; metric?: Metric },
): Promise<NeighborGraph> {
  if (!Number.isInteger(k) || k < 1) {
    throw new ClipscopeError("bad-argument", `k is ${k}: it must be a whole number of at least 1.`);
  }
  const found = await find(k, metric);
  return {
    rows: images.rows.slice(),
    k: found.k,
    indices: found.indices.slice(),
    distances: Float32Array.from(found.distances),
  };
}

/** How much of the neighborhoods the given map shows. */
export async function mapQuality(
  { images }: StudyImages,
  find: Find,
  { positions, k = 15, metric = "cosine" }: Pick<OnMap, "positions" | "k" | "metric">,
): Promise<MapQuality> {
  return { rows: images.rows.slice(), ...mapHonesty(await find(k, metric), inFloat32(positions), k) };
}

/** The regions of the given map. */
export async function mapRegions(
  { images }: StudyImages,
  find: Find,
  { positions, k = 15, metric = "cosine" }: Pick<OnMap, "positions" | "k" | "metric">,
  how: How,
): Promise<MapRegions> {
  const neighbors = await find(k, metric);
  const listed = new Int32Array(neighbors.rows);
  for (const other of neighbors.indices) listed[other]++;
  return {
    rows: images.rows.slice(),
    regions: await findRegions(neighbors, inFloat32(positions), how),
    listed,
  };
}

/** Layouts that differ only in their seed, and how far they agree. */
export async function stabilityOf(
  { dataset, images }: StudyImages,
  { seeds, k = 15, ...settings }: Omit<MapStabilityRequest, "data" | "model" | "vectors" | "seed">,
  how: MapHow,
): Promise<MapStability> {
  const layouts: MapStability["layouts"][number][] = [];
  const others = Math.max(1, Math.min(k, images.rows.length - 1));
  for (const [at, seed] of seeds.entries()) {
    const { onProgress } = how;
    const { result } = await layOutMap(
      { dataset, images, ...settings, seed },
      {
        ...how,
        ...(onProgress && {
          onProgress: ({ stage, done, total }) =>
            onProgress({ stage, done: at * total + done, total: seeds.length * total }),
        }),
      },
    );
    layouts.push({ seed, x: Float32Array.from(result.x), y: Float32Array.from(result.y) });
  }
  const { perRow, score } = mapStability(layouts, { k: others });
  return {
    rows: images.rows.slice(),
    k: others,
    stability: Float32Array.from(perRow),
    mean: score,
    layouts,
  };
}

const inFloat32 = ({ x, y }: OnMap["positions"]) => ({ x: Float32Array.from(x), y: Float32Array.from(y) });
