import { unescapeHtml } from "./html.js";
import { mendText } from "./mend.js";

/**
 * The implementation whose text cleaning is applied before splitting.
 *
 * - `"huggingface"`: NFC, runs of white space become one space, each character lower-cased by itself, as
 *   `transformers.CLIPTokenizerFast`. Every tokenizer that is read from a Hugging Face folder, and every
 *   one that is trained here, has this.
 * - `"openai"`: mended (see `mendText`), HTML entities unescaped twice, white space collapsed and trimmed, the whole
 *   text lower-cased, as `clip.simple_tokenizer` and OpenCLIP do. Every tokenizer that is read with weights in
 *   OpenAI's or OpenCLIP's own format has this.
 */
export type TextCleaning = "huggingface" | "openai";

const SPACE = /\p{White_Space}+/gu; // not \s, which in JavaScript has U+FEFF and lacks U+0085
const EDGES = /^ | $/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python's strip takes these four for white space too
const PYTHON_EDGES = /^[ \x1c-\x1f]+|[ \x1c-\x1f]+$/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the test is for ASCII
const ASCII = /^[\x00-\x7f]*$/;

/** Cleans a text before tokenization. */
export function cleanText(text: string, cleaning: TextCleaning = "huggingface"): string {
  if (cleaning === "openai") {
    return unescapeHtml(unescapeHtml(mendText(text)))
      .replace(SPACE, " ")
      .replace(PYTHON_EDGES, "")
      .toLowerCase();
  }
  if (ASCII.test(text)) return text.replace(SPACE, " ").replace(EDGES, "").toLowerCase();
  const spaced = text.normalize("NFC").replace(SPACE, " ");
  let lower = "";
  // One character at a time: "Σ" is "σ" even at the end of a word.
  for (const character of spaced) lower += character.toLowerCase();
  return lower.replace(EDGES, "");
}

/** Pattern of a word in Hugging Face's tokenizers. */
export const WORD = /'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\p{White_Space}\p{L}\p{N}]+/gu;
/** Pattern of a word in a tokenizer.json of `transformers.CLIPTokenizerFast` and of transformers 5. */
export const SPLIT_WORD = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";
export const splitSpecialOrWord = ({ bos, eos }: { bos: string; eos: string }) =>
  [bos, eos, ""].map((token) => token.replaceAll("|", "\\|")).join("|") + SPLIT_WORD;

/**
 * Pattern of a word in OpenAI's tokenizer. It ignores case, which after lower-casing matters for two
 * characters: the long s matches s, and the combining iota (U+0345), a mark that upper-cases to a letter, is
 * excluded from every piece.
 */
export const OPENAI_WORD = new RegExp(
  WORD.source.replace("'s", "'[sſ]").replace("[^", "[^\\u0345"),
  WORD.flags,
);

/**
 * Splits a cleaned text into the pieces that are merged separately: contractions, words, single digits,
 * punctuation.
 */
export function splitWords(cleaned: string, cleaning: TextCleaning = "huggingface"): string[] {
  return cleaned.match(cleaning === "openai" ? OPENAI_WORD : WORD) ?? [];
}
