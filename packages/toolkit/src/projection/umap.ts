import type { Embeddings, OnProgress } from "@clipscope/core";
import { ClipscopeError, throwIfCancelled } from "@clipscope/core/errors";
import { spawnUmapWorker } from "#spawn-umap";
import { checkEmbeddings, checkFinite } from "../embeddings.js";
import type { Metric } from "./knn.js";
import type { Positions, UmapSettings } from "./umap-layout.js";
import type { UmapReply, UmapWorker } from "./umap-worker/messages.js";

export interface UmapOptions {
  /**
   * How many rows count as near, the row itself among them. Few show detail, many the whole. There must
   * be more rows than that: with fewer it is lowered, and the result says to what. Default 15.
   */
  nNeighbors?: number;
  /** How close points may lie: from 0, tight clusters, to below 1, an even spread. Default 0.1. */
  minDist?: number;
  /** Default "cosine". */
  metric?: Metric;
  /** The same seed gives the same map. Default 42. */
  seed?: number;
  /** Default 0: umap-js decides by the number of rows, 500 for up to 2,500 and down to 200. */
  nEpochs?: number;
  /** Stages "neighbours" and "layout". */
  onProgress?: OnProgress;
  /** The map while it forms, ten times a second at most. */
  onPositions?: (positions: Positions) => void;
  signal?: AbortSignal;
  /** How to start the worker, for a bundler that does not understand `new Worker(new URL(…))`. */
  createWorker?: () => UmapWorker;
}

export interface UmapResult extends Positions {
  /** What the map was made with. */
  settings: UmapSettings;
}

/** The fewest rows that make a map. */
const FEWEST_ROWS = 4;

/**
 * A map of `[rows, cols]` embeddings in two dimensions by UMAP (McInnes, Healy, Melville 2018): exact
 * nearest neighbours, then the graph and the layout of umap-js, in a worker of the browser or of Node.
 * The result depends only on the embeddings and the settings. Cancelling stops the worker at once.
 * Throws `bad-argument` (fewer than 4 rows, a setting out of range, NaN), `wrong-shape`, `cancelled`.
 */
export async function fitUmap(embeddings: Embeddings, options: UmapOptions = {}): Promise<UmapResult> {
  const { onProgress, onPositions, signal, createWorker = spawnUmapWorker } = options;
  const settings = decideSettings(embeddings, options);
  throwIfCancelled(signal, "The map");
  const worker = createWorker();
  let onAbort: (() => void) | undefined;
  try {
    const positions = await new Promise<Positions>((resolve, reject) => {
      onAbort = () => {
        try {
          throwIfCancelled(signal, "The map");
        } catch (error) {
          reject(error);
        }
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      worker.onError((error) =>
        reject(
          new ClipscopeError("not-found", `The worker for the map failed: ${error.message}.`, {
            cause: error,
          }),
        ),
      );
      worker.onReply((reply: UmapReply) => {
        try {
          if (reply.type === "progress") onProgress?.(reply.progress);
          else if (reply.type === "positions") onPositions?.(reply.positions);
          else if (reply.type === "done") resolve(reply.positions);
          else reject(new ClipscopeError(reply.code ?? "bad-argument", `The map failed: ${reply.message}`));
        } catch (error) {
          reject(error);
        }
      });
      // The worker gets a copy of its own, so the caller's matrix stays usable.
      const data = embeddings.data.slice();
      const { rows, cols } = embeddings;
      const request = { embeddings: { data, rows, cols }, settings, streaming: onPositions !== undefined };
      worker.post(request, [data.buffer]);
    });
    return { ...positions, settings };
  } finally {
    if (onAbort) signal?.removeEventListener("abort", onAbort);
    worker.terminate();
  }
}

function decideSettings(embeddings: Embeddings, options: UmapOptions): UmapSettings {
  const { nNeighbors = 15, minDist = 0.1, metric = "cosine", seed = 42, nEpochs = 0 } = options;
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
  check(
    Number.isInteger(nEpochs) && nEpochs >= 0,
    "nEpochs",
    nEpochs,
    "a whole number, or 0 to let it be decided",
  );
  check(metric === "cosine" || metric === "euclidean", "metric", metric, '"cosine" or "euclidean"');
  return { nNeighbors: Math.min(nNeighbors, embeddings.rows - 1), minDist, metric, seed, nEpochs };
}

function check(good: boolean, name: string, value: unknown, expected: string): void {
  if (!good) throw new ClipscopeError("bad-argument", `${name} is ${value}: it must be ${expected}.`);
}
