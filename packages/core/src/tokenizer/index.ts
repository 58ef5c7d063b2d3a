export { cleanText, splitWords, type TextCleaning } from "./clean.js";
export * from "./files.js";
export { tokenizerJson } from "./json.js";
export * from "./tokenizer.js";
export * from "./train.js";
export { type OriginalTokenizer, tokenizerFromVocabulary } from "./vocabulary.js";
