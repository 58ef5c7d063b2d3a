export { shapeExamples } from "./examples.js";
export { diagonalAt, imagesUntil, type RunRecord } from "./record.js";
export { runChart } from "./run-chart.js";
export { trainer } from "./runner.js";
