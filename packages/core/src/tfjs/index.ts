/** The model as functions of tensors of TensorFlow.js, for those who compute with them. */
export { type BackendOptions, openBackend, withBackend } from "../backend.js";
export { type Parameters, prepareForInference } from "../layers.js";
export { type TokenIds, textHiddenStates, textPooled, textProjected } from "../text.js";
export { visionHiddenStates, visionPooled, visionProjected } from "../vision.js";
export { tfjsOf } from "./of.js";
