export * from "./attention-maps.js";
export * from "./patch-map.js";
export * from "./patches.js";
export * from "./relevance.js";
export * from "./rollout.js";
export * from "./states.js";
