import { ClipscopeError } from "@clipscope/types";
import { checksum } from "./checksum.js";

// A pack is one file that holds entries of a cache: the magic number, the length of the header, the header as JSON,
// and the entries' bytes, each at a multiple of 8 bytes, so that matrices are read without a copy.

const MAGIC = 0x31505343; // "CSP1"
const ALIGN = 8;

interface Header {
  entries: readonly { key: string; bytes: number }[];
  /** `checksum` of everything after the header. */
  checksum: number;
}

const padded = (length: number) => Math.ceil(length / ALIGN) * ALIGN;

/** Writes entries of a cache as one file, for `packedCache`. */
export function encodePack(entries: Iterable<readonly [key: string, bytes: Uint8Array]>): Uint8Array {
  const all = [...entries];
  const body = new Uint8Array(all.reduce((sum, [, bytes]) => sum + padded(bytes.length), 0));
  let at = 0;
  for (const [, bytes] of all) {
    body.set(bytes, at);
    at += padded(bytes.length);
  }
  const header: Header = {
    entries: all.map(([key, bytes]) => ({ key, bytes: bytes.length })),
    checksum: checksum(body),
  };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = padded(8 + json.length);
  const pack = new Uint8Array(start + body.length);
  const view = new DataView(pack.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, json.length, true);
  pack.set(json, 8);
  pack.set(body, start);
  return pack;
}

/** The entries of a pack, as views of its bytes. Throws `bad-file` for a damaged or incomplete one. */
export function decodePack(pack: Uint8Array): Map<string, Uint8Array> {
  const bytes = pack.byteOffset % ALIGN === 0 ? pack : pack.slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 8 || view.getUint32(0, true) !== MAGIC) throw damaged("it does not begin like one");
  const end = 8 + view.getUint32(4, true);
  if (end > bytes.length) throw damaged("it ends within its header");
  let header: Header;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, end)));
  } catch {
    throw damaged("its header is not JSON");
  }
  const body = bytes.subarray(padded(end));
  const length = header.entries.reduce((sum, entry) => sum + padded(entry.bytes), 0);
  if (length !== body.length || checksum(body) !== header.checksum) {
    throw damaged(`it has other bytes than its header says`);
  }
  let at = 0;
  return new Map(
    header.entries.map((entry) => {
      const own = body.subarray(at, at + entry.bytes);
      at += padded(entry.bytes);
      return [entry.key, own];
    }),
  );
}

const damaged = (why: string) =>
  new ClipscopeError(
    "bad-file",
    `The pack of prepared results is damaged: ${why}. Prepare it again, as \`npm start\` does.`,
  );
