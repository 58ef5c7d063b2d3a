export * from "./renditions.js";
export * from "./splits.js";
