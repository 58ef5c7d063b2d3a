export * from "./cosines.js";
export * from "./logits.js";
export * from "./zero-shot.js";
