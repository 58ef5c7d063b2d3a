/**
 * The 256 characters that stand for bytes in vocab.json and merges.txt, by byte value: printable Latin-1
 * bytes are themselves, the others are U+0100 onwards (`bytes_to_unicode` of GPT-2 and CLIP).
 */
export const byteSymbols: readonly string[] = makeByteSymbols();

/** Byte values in the order in which CLIP numbers their symbols: printable bytes first. */
export const byteOrder: readonly number[] = [
  ...Array.from({ length: 256 }, (_, byte) => byte).filter(isPrintable),
  ...Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !isPrintable(byte)),
];

/** What the last symbol of a word ends in. */
export const WORD_END = "</w>";

const byteOfSymbol = new Map(byteSymbols.map((symbol, byte) => [symbol, byte]));
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text that a sequence of symbols spells; bytes that are not UTF-8 become U+FFFD, word ends a space. */
export function symbolsToText(symbols: string): string {
  const bytes = Uint8Array.from(symbols, (symbol) => byteOfSymbol.get(symbol) ?? 0x3f);
  return utf8.decode(bytes).replaceAll(WORD_END, " ").trim();
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}

function makeByteSymbols(): string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
}
