import type { Embeddings, Progress } from "@clipscope/core";
import { UMAP } from "umap-js";
import { seededRandom } from "../random.js";
import { type Metric, type Neighbors, nearestNeighbors } from "./knn.js";
import { type UmapEdges, umapOptimizer } from "./umap-optimize.js";

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
 * UMAP in two dimensions, in this thread: exact neighbours, the graph and the random start of umap-js
 * 1.4 on them, then its layout in flat arrays. The settings must be valid: `fitUmap` checks them. The
 * reports never change the result.
 */
export function layOut(embeddings: Embeddings, settings: UmapSettings, report: LayoutReport): Positions {
  const { nNeighbors, metric } = settings;
  const neighbors = nearestNeighbors(embeddings, nNeighbors, {
    metric,
    includeSelf: true,
    onProgress: (progress) => report.progress(progress),
  });
  const random = seededRandom(settings.seed);
  const { points, edges, curve, epochs } = startUmap(neighbors, settings, random);
  const run = umapOptimizer(points, edges, curve, epochs, random);
  let last = performance.now();
  for (let epoch = 0; epoch < epochs; epoch++) {
    run(epoch);
    const done = epoch + 1;
    if (performance.now() - last < REPORT_EVERY && done < epochs) continue;
    last = performance.now();
    report.progress({ stage: "layout", done, total: epochs });
    if (done < epochs) report.positions?.(toPositions(points));
  }
  return toPositions(points);
}

/** Of umap-js's private state, what its own layout works from. */
interface UmapJsState {
  head: number[];
  tail: number[];
  epochsPerSample: number[];
  a: number;
  b: number;
}

/** umap-js's graph of the given neighbours, its curve and its random start. */
function startUmap({ rows, k, indices, distances }: Neighbors, settings: UmapSettings, random: () => number) {
  const { minDist, nEpochs } = settings;
  const umap = new UMAP({ nComponents: 2, nNeighbors: k, minDist, nEpochs, random });
  umap.setPrecomputedKNN(toRows(indices, k), toRows(distances, k));
  // With given neighbours umap-js reads nothing of the data but the number of rows.
  const epochs = umap.initializeFit(new Array(rows));
  const { optimizationState: state } = umap as unknown as { optimizationState: UmapJsState };
  const edges: UmapEdges = {
    head: Int32Array.from(state.head),
    tail: Int32Array.from(state.tail),
    period: Float64Array.from(state.epochsPerSample, (period) => STRENGTHS / Math.round(STRENGTHS / period)),
  };
  const curve = { a: Math.round(state.a * DIGITS) / DIGITS, b: Math.round(state.b * DIGITS) / DIGITS };
  return { points: Float64Array.from(umap.getEmbedding().flat()), edges, curve, epochs };
}

/**
 * umap-js makes the graph with `Math.exp` and `Math.pow`, whose last bit differs between engines. Edges
 * rounded to 2^-16 of the strongest, and the curve to six digits, hide that, so that the map is the same.
 */
const STRENGTHS = 2 ** 16;
const DIGITS = 1e6;

/** A flat `[rows, k]` array as the nested one that umap-js takes. */
function toRows(flat: Int32Array | Float64Array, k: number): number[][] {
  return Array.from({ length: flat.length / k }, (_, row) =>
    Array.from(flat.subarray(row * k, (row + 1) * k)),
  );
}

function toPositions(points: Float64Array): Positions {
  const x = new Float32Array(points.length / 2);
  const y = new Float32Array(points.length / 2);
  for (let i = 0; i < x.length; i++) {
    x[i] = points[2 * i];
    y[i] = points[2 * i + 1];
  }
  return { x, y };
}
