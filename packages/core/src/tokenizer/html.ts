import { decodeHTML } from "entities/decode";

/** Python's `html.unescape`: references to control characters and noncharacters are removed. */
export function unescapeHtml(text: string): string {
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
