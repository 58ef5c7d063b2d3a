export * from "@clipscope/types";
export * from "./backend.js";
export * from "./checkpoint/index.js";
export * from "./clip.js";
export * from "./config.js";

export type { Engine, EngineName, Features, TextPass } from "./engine/engine.js";
export type { OnnxOptions } from "./engine/onnx.js";

export * from "./export-onnx.js";
export type { HubOptions } from "./hub/settings.js";
export * from "./image-classifier.js";
export * from "./images/index.js";
export * from "./inside/index.js";
export * from "./largest-products.js";
export { type Parameters, prepareForInference } from "./layers.js";
export * from "./load.js";
export type { WeightType } from "./onnx/weights.js";
export type { ImageFailure } from "./pixels.js";
export * from "./products.js";
export * from "./save.js";
export * from "./text.js";
export * from "./tokenizer/index.js";
export * from "./vision.js";
