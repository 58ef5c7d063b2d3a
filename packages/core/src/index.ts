export * from "@clipscope/types";
export { wasmThreads } from "#platform";
export {
  type BackendName,
  type BackendOptions,
  type BackendSupport,
  backendNames,
  backendSupport,
} from "./backend.js";
export * from "./checkpoint/index.js";
export * from "./classify.js";
export {
  Clip,
  type EmbedImagesOptions,
  type EmbedOptions,
  type EmbedTextsOptions,
  type ImageEmbeddings,
  type ImageStream,
  type ImageStreamOptions,
  type TextEmbeddings,
} from "./clip.js";
export * from "./config.js";
export { type EngineName, engineNames, type Features } from "./engine/engine.js";
export type { EngineOptions } from "./engine/open.js";
export * from "./export-onnx.js";
export { HUB_HOSTS } from "./hub/hosts.js";
export { type HubId, parseHubId } from "./hub/id.js";
export type { HubOptions } from "./hub/settings.js";
export { ImageClassifier, type LoadClassifierOptions, loadImageClassifier } from "./image-classifier.js";
export * from "./images/index.js";
export { checkCheckpoint, type LoadOptions, loadClip } from "./load.js";
export type { OnNotice } from "./notice.js";
export { type WeightType, weightTypes } from "./onnx/weights.js";
export type { ImageFailure } from "./pixels.js";
export * from "./products.js";
export * from "./save.js";
export * from "./tfjs/largest-products.js";
export type { ClipTokenizer, CutText, TokenBatch, TokenizeOptions } from "./tokenizer/index.js";
export { tokenizerFromFiles } from "./tokenizer/index.js";
