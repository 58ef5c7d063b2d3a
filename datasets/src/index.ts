export { defaultPacksFolder } from "#platform";
export * from "./corruptions/corrupt.js";
export type * from "./dataset.js";
export { hash } from "./hash.js";
export * from "./image-folder.js";
export { nearlyEvaluated } from "./near-duplicates.js";
export * from "./pretraining.js";
export * from "./published/index.js";
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
