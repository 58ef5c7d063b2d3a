import { decodeHTMLStrict } from "entities/decode";
import { unescapeHtml } from "./html.js";

/**
 * Repairs text as `ftfy.fix_text` (6.3) with default settings, except text decoded with a wrong encoding
 * ("schÃ¶n"), which is left unchanged. Handles HTML entities (unless a "<" precedes), control characters and
 * terminal escapes, C1 controls as Windows-1252, typographic ligatures, full and half width, curly quotes,
 * line breaks, lone surrogates, and NFC.
 */
export function mendText(text: string): string {
  if (PLAIN.test(text)) return text;
  let hasEntities = true;
  let mended = "";
  for (const line of text.split(/(?<=\n)/)) {
    hasEntities &&= !line.includes("<");
    mended += mendLine(line, hasEntities);
  }
  return mended;
}

const PLAIN = /^[\n\t\f\x20-\x25\x27-\x7e]*$/; // nothing below changes these

function mendLine(line: string, hasEntities: boolean): string {
  let text = line;
  for (;;) {
    const before = text;
    if (hasEntities) text = text.replace(ENTITY, unescapeEntity);
    text = text
      .replace(C1_CONTROLS, (control) => WINDOWS_1252[control.charCodeAt(0) - 0x80])
      .replace(LIGATURES, (ligature) => SPELLED[ligature] ?? ligature.normalize("NFKC"))
      .replace(WIDTHS, (character) => character.normalize("NFKC"))
      .replace(/[\u02bc\u2018-\u201b]/g, "'")
      .replace(/[\u201c-\u201f]/g, '"')
      .replace(/\r\n|[\r\u2028\u2029\u0085]/g, "\n")
      .replace(/\p{Surrogate}/gu, "\ufffd") // alone
      .replace(TERMINAL_ESCAPES, "")
      .replace(CONTROLS, "")
      .normalize("NFC");
    if (text === before) return text;
  }
}

/** Windows-1252 characters 0x80 to 0x9f; Node's decoder of that name decodes Latin-1. */
const WINDOWS_1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";
const C1_CONTROLS = /[\x80-\x9f]/g;
const LIGATURES = /[ĲĳŉǱ-ǳǄ-ǌﬀ-ﬆ]/g;
/** Exceptions where compatibility decomposition goes further than ftfy. */
const SPELLED: Record<string, string> = { ﬅ: "ſt" };
const WIDTHS = /[\u3000\uff01-\uffef]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant
const TERMINAL_ESCAPES = /\x1b\[[\d;]*[a-zA-Z]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant
const CONTROLS = /[\x00-\x08\x0b\x0e-\x1f\x7f\u206a-\u206f\ufeff\ufff9-\ufffc]/g;
const ENTITY = /&#?[0-9A-Za-z]{1,24};/g;

/**
 * Unescapes an HTML entity that ends in a semicolon; lower-case names are accepted in capitals too:
 * P&EACUTE;REZ.
 */
function unescapeEntity(entity: string): string {
  if (entity.startsWith("&#")) {
    const character = unescapeHtml(entity);
    return character.includes(";") ? entity : character;
  }
  const character = decodeHTMLStrict(entity);
  if (character !== entity) return character;
  const small = decodeHTMLStrict(entity.toLowerCase());
  const isCapital =
    entity === entity.toUpperCase() && small !== entity.toLowerCase() && unescapeHtml(entity) === entity;
  return isCapital ? small.toUpperCase() : entity;
}
