/** Suffix of the last token of a word. */
export const WORD_END = "</w>";

const bytes = bytesOfSymbols();
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The text of tokens of one word, which spell its UTF-8 bytes with one character each (`bytes_to_unicode` of GPT-2 and
 * CLIP); bytes such as "F0 9F" if they are only a part of a character.
 */
export function pieceText(tokens: readonly string[]): string {
  const symbols = tokens.join("").replace(WORD_END, "");
  const values: number[] = [];
  for (const symbol of symbols) {
    const byte = bytes.get(symbol);
    if (byte === undefined) return symbols;
    values.push(byte);
  }
  try {
    return utf8.decode(Uint8Array.from(values));
  } catch {
    return values.map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
  }
}

/** Printable Latin-1 bytes are themselves, the others are U+0100 onward. */
function bytesOfSymbols(): Map<string, number> {
  const found = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    found.set(String.fromCharCode(printable ? byte : next++), byte);
  }
  return found;
}
