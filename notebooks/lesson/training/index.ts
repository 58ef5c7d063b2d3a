export { shapeExamples } from "./examples.js";
export { chanceFormula, lowestLossFormula } from "./formulas.js";
export { diagonalAt, imagesUntil, type RunRecord } from "./record.js";
export { trainer } from "./runner.js";
