export type { EpochOptions } from "../optimize/train-epochs.js";
export type { MatrixProducts } from "../products.js";
export * from "../split-rows.js";
export { type LabeledSet, labeledSet, trainAndValidation } from "../splits.js";
export * from "./class-means.js";
export * from "./cross-validate.js";
export * from "./few-shot.js";
export * from "./fine-tune.js";
export * from "./knn-probe.js";
export * from "./linear.js";
export * from "./logistic-regression.js";
export * from "./sweep.js";
export * from "./test-accuracy.js";
export {
  fitTipAdapter,
  predictTipAdapter,
  type TipAdapter,
  type TipAdapterChoice,
  type TipAdapterOptions,
  tipAdapterExperiment,
  tipAdapterLogits,
} from "./tip-adapter.js";
export * from "./tune-tip-adapter.js";
