export { accuracyOf, bestOf, rightOn, type SupervisedResult } from "./results.js";
export { specs as supervisedSpecs } from "./specs.js";
