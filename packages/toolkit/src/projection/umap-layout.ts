import type { Embeddings, OnProgress, Progress } from "@clipscope/types";
import type { Candidates } from "../neighbors/candidates.js";
import type { Metric } from "../neighbors/distance.js";
import { type Neighbors, nearestNeighbors, neighborsFrom } from "../neighbors/knn.js";
import { fitCurve } from "./curve.js";
import { type FuzzyGraph, fuzzyGraph } from "./fuzzy-graph.js";
import { pcaStart, randomStart } from "./initial.js";
import { mulberry32 } from "./mulberry32.js";
import { spectralStart } from "./spectral.js";
import { intersectLabels } from "./supervised-graph.js";
import { type UmapEdges, umapOptimizer } from "./umap-optimize.js";

/** Initial layout: principal components, spectral, or random. */
export type UmapStart = "pca" | "spectral" | "random";

/** The fully resolved settings of a layout. */
export interface UmapSettings {
  nNeighbors: number;
  minDist: number;
  metric: Metric;
  seed: number;
  /** Number of epochs. */
  nEpochs: number;
  start: UmapStart;
  /** Weight of the labels, if any. */
  targetWeight?: number;
  /** "umap-js" for a map made by that package; absent otherwise. */
  implementation?: "umap-js";
}

/** Map positions of the rows: `x` and `y` are `[rows]`, in arbitrary units. */
export interface Positions {
  x: Float32Array;
  y: Float32Array;
}

export interface LayoutReport {
  progress(progress: Progress): void;
  /** Receives the positions so far, at most ten times a second. */
  positions?(positions: Positions): void;
}

/** What a layout is given besides embeddings: neighbors, candidates for them, or labels. */
export interface LayoutInputs {
  /** Candidates of the neighbor search. */
  candidates?: readonly Candidates[];
  /** The neighbors themselves, `[rows, nNeighbors]`, each row itself first. */
  neighbors?: Neighbors;
  /** `[rows]`, -1 for none. */
  labels?: ArrayLike<number>;
}

/** Milliseconds between two progress reports. */
const REPORT_EVERY = 100;

/**
 * UMAP in two dimensions, in the calling thread: exact neighbors (given, or from precomputed candidates, if there are any),
 * umap-js's graph, intersected with labels if there are any, an initial layout, and umap-js's optimization.
 * The settings must be valid: `fitUmap` checks them. Neither reports nor shares affect the result.
 */
export function layOut(
  embeddings: Embeddings,
  settings: UmapSettings,
  report: LayoutReport,
  { candidates, neighbors: known, labels }: LayoutInputs = {},
): Positions {
  const { nNeighbors, metric, nEpochs, minDist, seed, targetWeight = 0.5 } = settings;
  const onProgress: OnProgress = (progress) => report.progress(progress);
  const neighbors =
    known ??
    (candidates
      ? neighborsFrom(embeddings, nNeighbors, metric, true, candidates)
      : nearestNeighbors(embeddings, nNeighbors, { metric, includeSelf: true, onProgress }));
  const unlabeled = fuzzyGraph(neighbors);
  const graph = labels ? intersectLabels(unlabeled, labels, targetWeight) : unlabeled;
  const start = startingPoints(embeddings, graph, settings);
  const edges = edgesOf(graph, nEpochs);
  const { points, run } = umapOptimizer(start, edges, fitCurve(minDist), nEpochs, seed);
  let last = performance.now();
  for (let epoch = 0; epoch < nEpochs; epoch++) {
    run(epoch);
    const done = epoch + 1;
    if (performance.now() - last < REPORT_EVERY && done < nEpochs) continue;
    last = performance.now();
    report.progress({ stage: "layout", done, total: nEpochs });
    if (done < nEpochs) report.positions?.(toPositions(points));
  }
  return toPositions(points);
}

/** umap-js's default number of epochs for this many rows. */
export function defaultEpochs(rows: number): number {
  if (rows <= 2500) return 500;
  if (rows <= 5000) return 400;
  return rows <= 7500 ? 300 : 200;
}

function startingPoints(
  embeddings: Embeddings,
  graph: FuzzyGraph,
  { start, seed }: UmapSettings,
): Float64Array {
  // A different sequence from the layout's, which uses the seed itself.
  const random = mulberry32(seed ^ 0x5bd1e995);
  if (start === "spectral") return spectralStart(embeddings, graph, random);
  return start === "pca" ? pcaStart(embeddings, random) : randomStart(embeddings.rows, random);
}

/**
 * The edges for the layout: the strongest attracts in every epoch, weaker ones proportionally less often;
 * edges that would not occur within `epochs` are dropped.
 */
export function edgesOf({ offsets, targets, strengths }: FuzzyGraph, epochs: number): UmapEdges {
  const strongest = strengths.reduce((most, strength) => Math.max(most, strength), 0);
  const kept: number[] = [];
  for (let i = 0; i < strengths.length; i++) if (strengths[i] >= strongest / epochs) kept.push(i);
  const head = new Int32Array(kept.length);
  const tail = new Int32Array(kept.length);
  const period = new Float64Array(kept.length);
  for (let edge = 0, row = 0; edge < kept.length; edge++) {
    while (kept[edge] >= offsets[row + 1]) row++;
    head[edge] = targets[kept[edge]];
    tail[edge] = row;
    period[edge] = strongest / strengths[kept[edge]];
  }
  return { head, tail, period };
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
