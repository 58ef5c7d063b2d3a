import { ClipscopeError } from "@clipscope/types";
import { strFromU8, strToU8, unzlibSync, zlibSync } from "fflate";

/** Compresses text with zlib and encodes it as base64url, for use in a link. */
export function packText(text: string): string {
  const bytes = zlibSync(strToU8(text), { level: 9 });
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Decodes the output of `packText`. Throws `bad-argument` if the checksum shows a wrong or missing character. */
export function unpackText(packed: string): string {
  let bytes: Uint8Array;
  let content: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    content = unzlibSync(bytes);
  } catch (cause) {
    throw broken(cause);
  }
  const checksum = new DataView(bytes.buffer).getUint32(bytes.length - 4);
  if (checksum !== adler32(content)) throw broken();
  return strFromU8(content);
}

const broken = (cause?: unknown) =>
  new ClipscopeError("bad-argument", "some of its characters are missing or wrong.", { cause });

/** The checksum at the end of zlib's format (RFC 1950 §9), which fflate does not verify. */
function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}
