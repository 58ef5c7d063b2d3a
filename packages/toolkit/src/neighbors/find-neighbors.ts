import { checkOptions, type Embeddings } from "@clipscope/types";
import type { UmapRequest } from "../projection/umap-worker/messages.js";
import {
  copyOf,
  shareCandidates,
  type WorkerOptions,
  withWorkers,
} from "../projection/umap-worker/request.js";
import { checkNeighbors, type Neighbors, type NeighborsOptions } from "./knn.js";

/**
 * `nearestNeighbors` computed in parallel workers or on a GPU: the same result, without blocking the page.
 * Throws the errors of `nearestNeighbors`, and `cancelled`.
 */
export async function findNeighbors(
  embeddings: Embeddings,
  k: number,
  options: Omit<NeighborsOptions, "onProgress"> & WorkerOptions = {},
): Promise<Neighbors> {
  checkOptions(
    options,
    ["metric", "includeSelf", "onProgress", "signal", "createWorker", "workers", "products"],
    "findNeighbors",
  );
  const { metric = "cosine", includeSelf = false, onProgress } = options;
  checkNeighbors(embeddings, k, metric, includeSelf);
  return withWorkers("The search", options, async (group) => {
    const others = includeSelf ? k - 1 : k;
    const candidates = await shareCandidates(group, embeddings, others, metric, options);
    const request: UmapRequest = {
      type: "neighbors",
      embeddings: copyOf(embeddings),
      k,
      metric,
      includeSelf,
      candidates,
    };
    const { neighbors } = await group.ask(0, request, "neighbors", (reply) => {
      if (reply.type === "progress") onProgress?.(reply.progress);
    });
    return neighbors;
  });
}
