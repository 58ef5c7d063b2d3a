import type { Embeddings } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings, checkOneOf, checkOptions } from "@clipscope/types";
import { checkFinite } from "../embeddings.js";
import type { Metric, Neighbors } from "../neighbors/knn.js";
import { firstNeighbors, withSelf } from "../neighbors/knn.js";
import { layOutByUmapJs } from "./umap-js.js";
import { defaultEpochs, type Positions, type UmapSettings, type UmapStart } from "./umap-layout.js";
import type { UmapRequest } from "./umap-worker/messages.js";
import { copyOf, shareCandidates, type WorkerOptions, withWorkers } from "./umap-worker/request.js";

export interface UmapOptions extends WorkerOptions {
  /**
   * Size of a row's neighborhood, counting the row itself. Small values show detail, large ones global
   * structure. Lowered if there are not enough rows; the result reports the value used. Default 15.
   */
  nNeighbors?: number;
  /**
   * Minimum distance of points on the map: from 0 (tight clusters) to below 1 (an even spread). Default 0.1.
   */
  minDist?: number;
  /** Distance for the neighbor search. Default "cosine". */
  metric?: Metric;
  /** Random seed; equal seeds give equal maps. Default 42. */
  seed?: number;
  /** Number of epochs. Default as in umap-js: 500 for up to 2,500 rows, falling to 200 above 7,500. */
  nEpochs?: number;
  /**
   * Initial layout: the first two principal components (the default), spectral (umap-learn's default), or
   * random (umap-js's).
   */
  start?: UmapStart;
  /**
   * Class of each row as an integer from 0, or -1 for none. Draws each class together and the classes apart,
   * even where the embeddings do not, so a supervised map is no evidence that the embeddings separate the
   * classes. Default: none.
   */
  labels?: ArrayLike<number>;
  /** Weight of the labels, from 0 (little) to 1 (no edges between classes). Default 0.5. */
  targetWeight?: number;
  /**
   * Neighbors of all rows that are known already, at least `nNeighbors` - 1 for each, as from `findNeighbors` with the same
   * embeddings and metric: they are not searched again, and the result is the same. Default: none.
   */
  neighbors?: Neighbors;
  /**
   * "clipscope" (the default), or "umap-js", that package itself, for comparison with maps made by it.
   * umap-js uses approximate neighbors and a random start, and runs in the calling thread, so a `start` other
   * than "random", `workers`, `createWorker` and `products` are rejected.
   */
  implementation?: "clipscope" | "umap-js";
  /**
   * Receives the forming map, at most ten times a second. Progress has the stages "neighbors" and "layout".
   */
  onPositions?: (positions: Positions) => void;
}

export interface UmapResult extends Positions {
  /** The settings used, including defaults. */
  settings: UmapSettings;
}

const UMAP_OPTIONS = [
  "nNeighbors",
  "minDist",
  "metric",
  "seed",
  "nEpochs",
  "start",
  "labels",
  "targetWeight",
  "neighbors",
  "implementation",
  "onPositions",
  "onProgress",
  "signal",
  "createWorker",
  "workers",
  "products",
] as const;

/** Minimum number of rows for a map. */
const FEWEST_ROWS = 4;

/**
 * Maps `[rows, cols]` embeddings to two dimensions by UMAP (McInnes, Healy, Melville 2018): exact nearest
 * neighbors, then the graph and the layout of umap-js, in browser or Node workers; with labels, the graph of
 * umap-learn's `target_metric="categorical"`. The result depends only on the embeddings and the settings.
 * Cancelling stops the workers immediately. Throws `bad-argument` (fewer than 4 rows, a setting or a label
 * out of range, NaN), `wrong-shape`, `cancelled`.
 */
export async function fitUmap(embeddings: Embeddings, options: UmapOptions = {}): Promise<UmapResult> {
  checkOptions(options, UMAP_OPTIONS, "fitUmap");
  const { onProgress, onPositions, labels } = options;
  const settings = decideSettings(embeddings, options);
  if (settings.implementation === "umap-js") {
    const positions = await layOutByUmapJs(embeddings, settings, labels, options);
    return { ...positions, settings };
  }
  return withWorkers("The map", options, async (group) => {
    const { nNeighbors, metric } = settings;
    const neighbors = options.neighbors && ownNeighbors(options.neighbors, embeddings.rows, nNeighbors);
    const candidates = neighbors
      ? undefined
      : await shareCandidates(group, embeddings, nNeighbors - 1, metric, options);
    const request: UmapRequest = {
      type: "layout",
      embeddings: copyOf(embeddings),
      settings,
      labels: labels && Int32Array.from(labels),
      candidates,
      neighbors,
      streaming: onPositions !== undefined,
    };
    const { positions } = await group.ask(0, request, "done", (reply) => {
      if (reply.type === "progress") onProgress?.(reply.progress);
      else if (reply.type === "positions") onPositions?.(reply.positions);
    });
    return { ...positions, settings };
  });
}

function decideSettings(embeddings: Embeddings, options: UmapOptions): UmapSettings {
  const { nNeighbors = 15, minDist = 0.1, metric = "cosine", seed = 42 } = options;
  const { implementation = "clipscope" } = options;
  const { start = implementation === "umap-js" ? "random" : "pca" } = options;
  const { nEpochs = defaultEpochs(embeddings.rows), labels, targetWeight = 0.5 } = options;
  checkEmbeddings(embeddings, "embeddings");
  if (embeddings.rows < FEWEST_ROWS) {
    throw new ClipscopeError(
      "bad-argument",
      `A map needs at least ${FEWEST_ROWS} rows, but there are ${embeddings.rows}: choose more images.`,
    );
  }
  checkFinite(embeddings, "embeddings");
  check(
    Number.isInteger(nNeighbors) && nNeighbors >= 2,
    "nNeighbors",
    nNeighbors,
    "a whole number of at least 2",
  );
  check(minDist >= 0 && minDist < 1, "minDist", minDist, "at least 0 and below 1");
  check(Number.isInteger(seed), "seed", seed, "a whole number");
  check(Number.isInteger(nEpochs) && nEpochs >= 1, "nEpochs", nEpochs, "a whole number of at least 1");
  checkOneOf("start", start, ["pca", "spectral", "random"]);
  checkOneOf("metric", metric, ["cosine", "euclidean"]);
  checkOneOf("implementation", implementation, ["clipscope", "umap-js"]);
  if (implementation === "umap-js") refuseForUmapJs(options);
  const settings = {
    nNeighbors: Math.min(nNeighbors, embeddings.rows - 1),
    minDist,
    metric,
    seed,
    nEpochs,
    start,
    ...(implementation === "umap-js" && { implementation }),
  };
  if (!labels) return settings;
  checkLabels(labels, embeddings.rows);
  check(targetWeight >= 0 && targetWeight <= 1, "targetWeight", targetWeight, "from 0 to 1");
  return { ...settings, targetWeight };
}

/** The neighborhood of each row for the layout: the row itself, then its nearest. Throws `bad-argument`. */
function ownNeighbors(given: Neighbors, rows: number, nNeighbors: number): Neighbors {
  const others = nNeighbors - 1;
  if (given.rows !== rows || given.k < others) {
    throw new ClipscopeError(
      "bad-argument",
      `neighbors has ${given.k} neighbors of ${given.rows} rows: ${rows} rows need at least ${others} each, without the row itself.`,
    );
  }
  return withSelf(firstNeighbors(given, others));
}

/** Throws `not-supported` for an option that umap-js does not have, naming it. */
function refuseForUmapJs(options: UmapOptions): void {
  const refuse = (name: string, why: string) => {
    throw new ClipscopeError("not-supported", `umap-js has no ${name}: ${why}.`);
  };
  for (const name of ["workers", "createWorker", "products", "neighbors"] as const) {
    if (options[name] !== undefined) refuse(name, "it does its own search, in one thread; omit the option");
  }
  const { start, targetWeight } = options;
  if (start !== undefined && start !== "random") refuse(`start "${start}"`, 'it starts at "random"');
  if (targetWeight === 0) refuse("targetWeight 0", "that is its default; omit the labels instead");
}

function checkLabels(labels: ArrayLike<number>, rows: number): void {
  if (labels.length !== rows) {
    throw new ClipscopeError(
      "bad-argument",
      `There are ${labels.length} labels for ${rows} embeddings: give one per row, -1 for none.`,
    );
  }
  for (let row = 0; row < rows; row++) {
    if (Number.isInteger(labels[row]) && labels[row] >= -1) continue;
    throw new ClipscopeError(
      "bad-argument",
      `Row ${row} has the label ${labels[row]}: it must be a whole number of at least 0, or -1 for none.`,
    );
  }
}

function check(good: boolean, name: string, value: unknown, expected: string): void {
  if (!good) throw new ClipscopeError("bad-argument", `${name} is ${value}: it must be ${expected}.`);
}

/** `fitUmap` as an experiment for `record`. */
export const mapExperiment = {
  id: "map",
  run: (i: { embeddings: Embeddings; labels?: ArrayLike<number> }, o: Omit<UmapOptions, "labels">) =>
    fitUmap(i.embeddings, { ...o, labels: i.labels }),
  random: { seed: 42 },
};
