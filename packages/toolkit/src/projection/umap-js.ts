import type { Embeddings, OnProgress } from "@clipscope/types";
import { ClipscopeError } from "@clipscope/types";
import type { UMAP } from "umap-js";
import { breathing } from "../breath.js";
import { mulberry32 } from "./mulberry32.js";
import type { Positions, UmapSettings } from "./umap-layout.js";

/** Milliseconds between two reports of the forming map. */
const REPORT_EVERY = 100;

export interface UmapJsReport {
  onProgress?: OnProgress;
  onPositions?: (positions: Positions) => void;
  signal?: AbortSignal;
}

/**
 * A map made by the package umap-js itself, imported on first use, in the calling thread: approximate
 * neighbors (NN-descent), random start, and its own layout. Yields to the event loop between epochs, but not
 * during the neighbor search. Throws `not-found` if umap-js can't be loaded, and `cancelled`.
 */
export async function layOutByUmapJs(
  embeddings: Embeddings,
  settings: UmapSettings,
  labels: ArrayLike<number> | undefined,
  { onProgress, onPositions, signal }: UmapJsReport,
): Promise<Positions> {
  const { UMAP, cosine, euclidean } = await load();
  const { nNeighbors, minDist, nEpochs, metric, seed, targetWeight } = settings;
  const { data, rows, cols } = embeddings;
  const vectors = Array.from({ length: rows }, (_, row) =>
    Array.from(data.subarray(row * cols, (row + 1) * cols)),
  );
  const distanceFn = metric === "cosine" ? cosine : euclidean;
  const umap = new UMAP({ nNeighbors, minDist, nEpochs, distanceFn, random: mulberry32(seed) });
  if (labels) umap.setSupervisedProjection(Array.from(labels), { targetWeight });
  const breathe = breathing("The map", signal);
  await breathe();
  onProgress?.({ stage: "neighbors", done: 0, total: rows });
  umap.initializeFit(vectors);
  onProgress?.({ stage: "neighbors", done: rows, total: rows });
  let last = performance.now();
  for (let done = 1; done <= nEpochs; done++) {
    umap.step();
    await breathe();
    if (performance.now() - last < REPORT_EVERY && done < nEpochs) continue;
    last = performance.now();
    onProgress?.({ stage: "layout", done, total: nEpochs });
    if (done < nEpochs) onPositions?.(positionsOf(umap));
  }
  return positionsOf(umap);
}

async function load(): Promise<typeof import("umap-js/dist/umap.js")> {
  try {
    const loaded = await import("umap-js/dist/umap.js");
    // A CommonJS module: where named exports can't be detected, they are on `default`.
    return loaded.UMAP ? loaded : (loaded as unknown as { default: typeof loaded }).default;
  } catch (cause) {
    throw new ClipscopeError(
      "not-found",
      'The package umap-js can\'t be loaded: install it, or leave out implementation: "umap-js".',
      { cause },
    );
  }
}

function positionsOf(umap: UMAP): Positions {
  const points = umap.getEmbedding();
  return {
    x: Float32Array.from(points, (point) => point[0]),
    y: Float32Array.from(points, (point) => point[1]),
  };
}
