export * from "./classifiers.js";
export * from "./clip-models.js";
export * from "./corruptions.js";
export * from "./paper-table.js";
export * from "./shift-study.js";
export * from "./shifts.js";
