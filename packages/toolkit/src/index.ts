export {
  checkEmbeddings,
  concatenateRows,
  type Embeddings,
  type Matrix,
  normalizeRows,
  seededRandom,
  shuffledIndices,
  sliceRows,
  takeRows,
} from "@clipscope/types";
export * from "./bias-probe.js";
export * from "./finding/cluster-names.js";
export * from "./finding/disagreement.js";
export * from "./finding/hdbscan.js";
export * from "./finding/label-errors.js";
export * from "./finding/outliers.js";
export * from "./finding/query.js";
export * from "./finding/unfamiliar.js";
export * from "./geometry/alignment-uniformity.js";
export * from "./geometry/cka.js";
export * from "./geometry/modality-gap.js";
export * from "./manifest.js";
export * from "./metrics/accuracy.js";
export * from "./metrics/average-precision.js";
export * from "./metrics/bootstrap.js";
export * from "./metrics/compare.js";
export * from "./metrics/confusion.js";
export * from "./metrics/intervals.js";
export * from "./metrics/per-class.js";
export * from "./metrics/proper-scores.js";
export {
  betaQuantile,
  chiSquareTail,
  incompleteBeta,
  logGamma,
  normalQuantile,
} from "./metrics/quantiles.js";
export * from "./metrics/reliability.js";
export * from "./metrics/spread.js";
export * from "./metrics/temperature.js";
export * from "./none-of-these.js";
export { type LbfgsOptions, type Minimum, minimize, type Objective } from "./optimize/lbfgs.js";
export type { EpochOptions } from "./optimize/train-epochs.js";
export * from "./probes/class-means.js";
export * from "./probes/few-shot.js";
export * from "./probes/fine-tune.js";
export * from "./probes/knn-probe.js";
export * from "./probes/linear.js";
export * from "./probes/logistic-regression.js";
export * from "./probes/sweep.js";
export {
  fitTipAdapter,
  predictTipAdapter,
  type TipAdapter,
  type TipAdapterChoice,
  type TipAdapterOptions,
  tipAdapterLogits,
} from "./probes/tip-adapter.js";
export * from "./probes/tune-tip-adapter.js";
export * from "./products.js";
export * from "./projection/find-neighbors.js";
export {
  type Metric,
  type Neighbors,
  type NeighborsOptions,
  nearestNeighbors,
  nearestTo,
} from "./projection/knn.js";
export type { LargestProducts } from "./projection/largest-products.js";
export { fitPca, type Pca, type PcaOptions, projectPca } from "./projection/pca.js";
export * from "./projection/place.js";
export * from "./projection/quality.js";
export * from "./projection/umap.js";
export type { Positions, UmapSettings, UmapStart } from "./projection/umap-layout.js";
export type { UmapReply, UmapRequest, UmapWorker } from "./projection/umap-worker/messages.js";
export type { WorkerOptions } from "./projection/umap-worker/request.js";
export * from "./prompts/ablation.js";
export { type ClassPrompts, readClassPrompts } from "./prompts/class-prompts.js";
export * from "./prompts/ensemble.js";
export * from "./prompts/lint.js";
export * from "./prompts/published.js";
export * from "./prompts/random-words.js";
export * from "./prompts/template.js";
export * from "./prompts/templates.js";
export * from "./records/diff.js";
export {
  EXPERIMENTS,
  type InputsOf,
  type Kind,
  type OptionsOf,
  type ResultOf,
} from "./records/experiments.js";
export { fingerprint } from "./records/fingerprint.js";
export * from "./records/history.js";
export * from "./records/record.js";
export * from "./retrieval/near-duplicates.js";
export * from "./retrieval/recall.js";
export * from "./robustness/accuracy-by-shift.js";
export * from "./robustness/calibration-by-shift.js";
export * from "./robustness/corruption-error.js";
export * from "./robustness/effective-robustness.js";
export * from "./robustness/gap-closure.js";
export * from "./robustness/hits.js";
export * from "./robustness/hits-under-shift.js";
export * from "./robustness/line-band.js";
export {
  type AccuracyPair,
  expectedAccuracy,
  expit,
  fitLogitLine,
  type LogitLine,
  logit,
} from "./robustness/logit-line.js";
export * from "./robustness/robustness-by-shift.js";
export * from "./robustness/wise-ft.js";
export * from "./splits.js";
export * from "./zero-shot.js";
