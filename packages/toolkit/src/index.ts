export {
  concatenateRows,
  type Embeddings,
  type Matrix,
  normalizeRows,
  type Split,
  seededRandom,
  shuffledIndices,
  sliceRows,
  takeRows,
} from "@clipscope/types";
export * from "./bias-probe.js";
export * from "./finding/index.js";
export * from "./geometry/index.js";
export * from "./metrics/index.js";
export * from "./neighbors/index.js";
export * from "./none-of-these.js";
export * from "./probes/index.js";
export * from "./projection/index.js";
export * from "./prompts/index.js";
export * from "./records/experiments.js";
export * from "./records/index.js";
export * from "./robustness/index.js";
export * from "./zero-shot/index.js";
