export { checkEmbeddings, normalizeRows, takeRows } from "./embeddings.js";
export * from "./manifest.js";
export * from "./metrics/accuracy.js";
export * from "./metrics/bootstrap.js";
export * from "./metrics/confusion.js";
export * from "./metrics/intervals.js";
export * from "./metrics/per-class.js";
export { betaQuantile, incompleteBeta, logGamma, normalQuantile } from "./metrics/quantiles.js";
export {
  type Metric,
  type Neighbors,
  type NeighborsOptions,
  nearestNeighbors,
  nearestTo,
} from "./projection/knn.js";
export * from "./projection/trustworthiness.js";
export * from "./projection/umap.js";
export type { Positions, UmapSettings } from "./projection/umap-layout.js";
export type { UmapReply, UmapRequest, UmapWorker } from "./projection/umap-worker/messages.js";
export * from "./prompts/ensemble.js";
export * from "./prompts/template.js";
export * from "./prompts/templates.js";
export * from "./random.js";
export * from "./robustness/accuracy-by-shift.js";
export * from "./zero-shot.js";
