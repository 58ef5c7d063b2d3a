export { localCompute } from "./local-compute.js";
export type { Extension, Inside, LocalComputeOptions, OpenBuiltin } from "./options.js";
