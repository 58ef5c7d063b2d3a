export * from "./cluster-names.js";
export * from "./disagreement.js";
export * from "./hdbscan.js";
export * from "./label-errors.js";
export * from "./map-regions.js";
export * from "./outliers.js";
export * from "./query.js";
export * from "./unfamiliar.js";
