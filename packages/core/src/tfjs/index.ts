/** The model as functions on TensorFlow.js tensors, for custom computations. */
import { loadTfjs } from "./tf.js";

export type { BackendOptions } from "../backend.js";
export type { TokenIds } from "../token-ids.js";
export { openBackend, withBackend } from "./backend.js";
export { type Parameters, prepareForInference } from "./layers.js";
export { tfjsOf } from "./of.js";
export { textHiddenStates, textPooled, textProjected } from "./text.js";
export { visionHiddenStates, visionPooled, visionProjected } from "./vision.js";

await loadTfjs(); // the functions are synchronous
