import { decodeHTML } from "entities/decode";

/**
 * Whose cleaning a text gets before it is split.
 *
 * - `"huggingface"`: NFC, runs of white space become one space, each character lower-cased by itself, as
 *   `transformers.CLIPTokenizerFast`. Every tokenizer that is read from a Hugging Face folder, and every
 *   one that is trained here, has this.
 * - `"openai"`: HTML entities unescaped twice, white space collapsed and trimmed, the whole text
 *   lower-cased, as `clip.simple_tokenizer` without ftfy's repair of wrongly decoded text. For weights and
 *   vocabularies in OpenAI's or OpenCLIP's own format; never chosen by itself.
 */
export type TextCleaning = "huggingface" | "openai";

const SPACE = /\p{White_Space}+/gu; // not \s, which in JavaScript has U+FEFF and lacks U+0085
const EDGES = /^ | $/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python's strip takes these four for white space too
const PYTHON_EDGES = /^[ \x1c-\x1f]+|[ \x1c-\x1f]+$/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the test is for ASCII
const ASCII = /^[\x00-\x7f]*$/;

/** The text as the vocabulary knows it. */
export function cleanText(text: string, cleaning: TextCleaning = "huggingface"): string {
  if (cleaning === "openai") {
    return unescapeHtml(unescapeHtml(text)).replace(SPACE, " ").replace(PYTHON_EDGES, "").toLowerCase();
  }
  if (ASCII.test(text)) return text.replace(SPACE, " ").replace(EDGES, "").toLowerCase();
  const spaced = text.normalize("NFC").replace(SPACE, " ");
  let lower = "";
  // One character at a time: "Σ" is "σ" even at the end of a word.
  for (const character of spaced) lower += character.toLowerCase();
  return lower.replace(EDGES, "");
}

/** As Python's `html.unescape`: numbers of control characters and of no characters vanish. */
function unescapeHtml(text: string): string {
  const parts = text.split(/(&#(?:x[0-9a-f]+|[0-9]+);?)/i); // the odd ones are numbers
  return parts.map((part, i) => (i % 2 === 1 && vanishes(part) ? "" : decodeHTML(part))).join("");
}

function vanishes(reference: string): boolean {
  const digits = reference.slice(2);
  const code = /^x/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number.parseInt(digits, 10);
  const isControl = (code > 0 && code < 9) || code === 11 || (code > 13 && code < 32) || code === 127;
  const isNoCharacter =
    (code >= 0xfdd0 && code <= 0xfdef) || (code <= 0x10ffff && (code & 0xfffe) === 0xfffe);
  return isControl || isNoCharacter;
}

const WORD = /'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\p{White_Space}\p{L}\p{N}]+/gu;
// The original's pattern ignores case. After lower-casing that still matters for two characters: the long s is an
// s, and the iota below (U+0345), a mark that is upper-cased to a letter, is left out of every piece.
const OPENAI_WORD = new RegExp(WORD.source.replace("'s", "'[sſ]").replace("[^", "[^\\u0345"), WORD.flags);

/** The pieces of a cleaned text that are merged separately: contractions, words, single digits, punctuation. */
export function splitWords(cleaned: string, cleaning: TextCleaning = "huggingface"): string[] {
  return cleaned.match(cleaning === "openai" ? OPENAI_WORD : WORD) ?? [];
}
