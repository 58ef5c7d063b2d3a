export * from "../finding/query.js";
export type { UmapReply, UmapRequest, UmapWorker } from "../projection/umap-worker/messages.js";
export type { WorkerOptions } from "../projection/umap-worker/request.js";
export * from "../retrieval/near-duplicates.js";
export * from "../retrieval/recall.js";
export * from "./find-neighbors.js";
export {
  firstNeighbors,
  type Metric,
  type Neighbors,
  type NeighborsOptions,
  nearestNeighbors,
  nearestTo,
  neighborsExperiment,
} from "./knn.js";
export type { LargestProducts } from "./largest-products.js";
