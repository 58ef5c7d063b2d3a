export { defaultPacksFolder } from "#renditions";
export { hash } from "../hash.js";
export { openRenditionsDataset, type RenditionsDatasetOptions } from "./dataset.js";
export { nearlyEvaluated } from "./near-duplicates.js";
export * from "./pretraining.js";
export {
  type Concept,
  openRenditions,
  type RenditionImages,
  type RenditionInfo,
  type Renditions,
} from "./renditions.js";
export * from "./splits.js";
export * from "./tasks.js";
export { variantKey } from "./variants.js";
