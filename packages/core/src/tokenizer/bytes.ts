/**
 * The 256 characters that represent bytes in vocab.json and merges.txt, by byte value: printable Latin-1
 * bytes are themselves, the others are U+0100 onward (`bytes_to_unicode` of GPT-2 and CLIP).
 */
export const byteSymbols: readonly string[] = makeByteSymbols();

/** Byte values in the order of CLIP's symbol ids: printable bytes first. */
export const byteOrder: readonly number[] = [
  ...Array.from({ length: 256 }, (_, byte) => byte).filter(isPrintable),
  ...Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !isPrintable(byte)),
];

/** Suffix of the last symbol of a word. */
export const WORD_END = "</w>";

const byteOfSymbol = new Map(byteSymbols.map((symbol, byte) => [symbol, byte]));
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * The bytes that a symbol represents, or the UTF-8 bytes of its text if it is not a sequence of byte symbols,
 * as for an added token.
 */
export function symbolToBytes(symbol: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of symbol) {
    const byte = byteOfSymbol.get(character);
    if (byte === undefined) return encoder.encode(symbol);
    bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/** The text for the bytes of symbols; invalid UTF-8 becomes U+FFFD, and word ends become spaces. */
export function bytesToText(bytes: Uint8Array): string {
  return utf8.decode(bytes).replaceAll(WORD_END, " ").trim();
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}

function makeByteSymbols(): string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
}
