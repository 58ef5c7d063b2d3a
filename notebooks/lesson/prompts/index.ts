export { compareRuns, differenceFormula, verdictOf } from "../own/tally.js";
export { promptBoard } from "./board.js";
export { openSentence, sensesOf } from "./senses.js";
export { scoreOf, within } from "./within.js";
