export { dataFacts, labelValues } from "./data-facts.js";
export { asFolder, asTable, EXAMPLE, TABLE, tableText, withCutOff } from "./example.js";
export { download, recordSentence, studyFileName, studyText, zipOf } from "./keep.js";
export { button, opener } from "./opener.js";
export { BARE, openFilesStudy, openOwnStudy } from "./own-study.js";
export { refName } from "./ref-name.js";
export { drawShapes } from "./shapes.js";
export { shown } from "./shown.js";
export { SHUFFLED, shuffledCheckpoint } from "./shuffled-checkpoint.js";
export {
  accuracyOf,
  answered,
  compareRuns,
  differenceFormula,
  imagesForHalf,
  mistakes,
  placeOfMistakes,
  verdictOf,
} from "./tally.js";
export { wordsEditor } from "./words.js";
export { wrongOnes } from "./wrong-ones.js";
