export * from "./alignment-uniformity.js";
export * from "./cka.js";
export * from "./modality-gap.js";
