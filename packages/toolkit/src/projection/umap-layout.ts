import type { Embeddings, Progress } from "@clipscope/core";
import { UMAP } from "umap-js";
import { seededRandom } from "../random.js";
import { type Metric, nearestNeighbors } from "./knn.js";

/** What a layout is made with; every value is decided. */
export interface UmapSettings {
  nNeighbors: number;
  minDist: number;
  metric: Metric;
  seed: number;
  /** Number of epochs; 0 lets umap-js decide (500 for up to 2,500 rows, down to 200 above 7,500). */
  nEpochs: number;
}

/** Where the rows are: `x` and `y` are `[rows]`, in the arbitrary units of the map. */
export interface Positions {
  x: Float32Array;
  y: Float32Array;
}

export interface LayoutReport {
  progress(progress: Progress): void;
  /** Called with the positions so far, ten times a second at most. */
  positions?(positions: Positions): void;
}

/** Milliseconds between two reports of the layout. */
const REPORT_EVERY = 100;

/**
 * UMAP in two dimensions, in this thread: exact neighbours, then umap-js 1.4's graph and layout from a
 * random start. The settings must be valid: `fitUmap` checks them. The reports never change the result.
 */
export function layOut(embeddings: Embeddings, settings: UmapSettings, report: LayoutReport): Positions {
  const { nNeighbors, minDist, metric, seed, nEpochs } = settings;
  const { rows } = embeddings;
  const { indices, distances } = nearestNeighbors(embeddings, nNeighbors, {
    metric,
    includeSelf: true,
    onProgress: (progress) => report.progress(progress),
  });
  const umap = new UMAP({ nComponents: 2, nNeighbors, minDist, nEpochs, random: seededRandom(seed) });
  umap.setPrecomputedKNN(toRows(indices, nNeighbors), toRows(distances, nNeighbors));
  // With given neighbours umap-js reads nothing of the data but the number of rows.
  const total = umap.initializeFit(new Array(rows));
  let last = performance.now();
  for (let epoch = 1; epoch <= total; epoch++) {
    umap.step();
    if (performance.now() - last < REPORT_EVERY && epoch < total) continue;
    last = performance.now();
    report.progress({ stage: "layout", done: epoch, total });
    if (epoch < total) report.positions?.(toPositions(umap.getEmbedding()));
  }
  return toPositions(umap.getEmbedding());
}

/** A flat `[rows, k]` array as the nested one that umap-js takes. */
function toRows(flat: Int32Array | Float64Array, k: number): number[][] {
  return Array.from({ length: flat.length / k }, (_, row) =>
    Array.from(flat.subarray(row * k, (row + 1) * k)),
  );
}

function toPositions(points: number[][]): Positions {
  return {
    x: Float32Array.from(points, (point) => point[0]),
    y: Float32Array.from(points, (point) => point[1]),
  };
}
