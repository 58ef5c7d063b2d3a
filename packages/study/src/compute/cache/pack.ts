import { ClipscopeError } from "@clipscope/types";
import { checksum } from "./checksum.js";

// A pack is one file that holds entries of a cache: the magic number, a checksum of everything after it, the length of
// the header, the header as JSON, and the entries' bytes, each at a multiple of 8 bytes, so that matrices are read
// without a copy.

const MAGIC = 0x31505343; // "CSP1"
const HEAD = 12;
const ALIGN = 8;

type Header = readonly { key: string; bytes: number }[];

const padded = (length: number) => Math.ceil(length / ALIGN) * ALIGN;

/** Writes entries of a cache as one file, for `givenResults`. */
export function encodePack(entries: Iterable<readonly [key: string, bytes: Uint8Array]>): Uint8Array {
  const all = [...entries];
  const header: Header = all.map(([key, bytes]) => ({ key, bytes: bytes.length }));
  const json = new TextEncoder().encode(JSON.stringify(header));
  let at = padded(HEAD + json.length);
  const pack = new Uint8Array(all.reduce((sum, [, bytes]) => sum + padded(bytes.length), at));
  for (const [, bytes] of all) {
    pack.set(bytes, at);
    at += padded(bytes.length);
  }
  pack.set(json, HEAD);
  const view = new DataView(pack.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(8, json.length, true);
  view.setUint32(4, checksum(pack.subarray(8)), true);
  return pack;
}

/** The entries of a pack, as views of its bytes. Throws `bad-file` for a damaged or incomplete one. */
export function decodePack(pack: Uint8Array): Map<string, Uint8Array> {
  const bytes = pack.byteOffset % ALIGN === 0 ? pack : pack.slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < HEAD || view.getUint32(0, true) !== MAGIC)
    throw damaged("its first bytes are not those of a pack");
  if (checksum(bytes.subarray(8)) !== view.getUint32(4, true))
    throw damaged("its checksum does not match its content");
  const end = HEAD + view.getUint32(8, true);
  const header: Header = JSON.parse(new TextDecoder().decode(bytes.subarray(HEAD, end)));
  let at = padded(end);
  return new Map(
    header.map((entry) => {
      const own = bytes.subarray(at, at + entry.bytes);
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
