export { shapeExamples } from "./examples.js";
export { diagonalAt, imagesUntil, type RunRecord } from "./record.js";
export { trainer } from "./runner.js";
