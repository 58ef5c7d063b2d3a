export * from "../manifest.js";
export * from "./diff.js";
export type { Experiment } from "./experiment.js";
export { fingerprint } from "./fingerprint.js";
export * from "./history.js";
export * from "./record.js";
