export type { Metric } from "../neighbors/distance.js";
export type { LargestProducts } from "../neighbors/largest-products.js";
export { fitPca, type Pca, type PcaOptions, principalComponentsExperiment, projectPca } from "./pca.js";
export * from "./place.js";
export * from "./quality.js";
export * from "./umap.js";
export type { Positions, UmapSettings, UmapStart } from "./umap-layout.js";
export type { UmapReply, UmapRequest, UmapWorker } from "./umap-worker/messages.js";
export type { WorkerOptions } from "./umap-worker/request.js";
