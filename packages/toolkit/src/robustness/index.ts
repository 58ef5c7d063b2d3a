export * from "./accuracy-by-shift.js";
export * from "./accuracy-region.js";
export * from "./calibration-by-shift.js";
export * from "./corruption-error.js";
export * from "./effective-robustness.js";
export * from "./gap-closure.js";
export * from "./hits.js";
export * from "./hits-under-shift.js";
export * from "./line-band.js";
export {
  type AccuracyPair,
  expectedAccuracy,
  expit,
  fitLogitLine,
  type LogitLine,
  logit,
} from "./logit-line.js";
export * from "./robustness-by-shift.js";
export * from "./shift-panel.js";
export * from "./wise-ft.js";
