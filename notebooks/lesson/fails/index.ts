export { compareRuns, differenceFormula, verdictOf } from "../own/tally.js";
export { scoreOf } from "../prompts/within.js";
export { aurocFormula, balanceFormula, guessingFormula, shiftFormula, spreadFormula } from "./formulas.js";
export { GROUPS } from "./groups.js";
export { labelMaker } from "./label-maker.js";
export { probabilityTable } from "./probability-table.js";
export { sceneMaker } from "./scene-maker.js";
export { WORDINGS } from "./wording-list.js";
