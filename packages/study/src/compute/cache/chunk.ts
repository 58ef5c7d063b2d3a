import type { VectorsKey } from "../../embed/vector-store.js";
import { checksum } from "./checksum.js";

/** Part of every index: raised when chunks are laid out differently, or when equal inputs get other vectors. */
const VERSION = 1;

/** Which vectors a chunk has. Its matrix, `[contents.length, cols]` of float32, is an entry of its own. */
export interface ChunkIndex {
  cols: number;
  /** Content key of each row. */
  contents: readonly string[];
  /** `checksum` of the matrix's bytes. */
  checksum: number;
}

/** A key's place in a cache: its model, by which chunks are forgotten, and a hash of the whole key. */
export function folderOf(key: VectorsKey): string {
  const bytes = new TextEncoder().encode(nameOf(key));
  const hash = [0, 1].map((seed) => checksum(bytes, seed).toString(16).padStart(8, "0")).join("");
  return `${modelFolder(key.model)}${hash}/`;
}

/** What is kept of one model, or of all. */
export const modelFolder = (model?: string): string =>
  model === undefined ? "vectors/" : `vectors/${encodeURIComponent(model)}/`;

const nameOf = ({ model, features, dtype, decoding }: VectorsKey): string =>
  JSON.stringify([VERSION, model, features, dtype, decoding]);

/** An index as bytes: the checksum of what follows, then JSON with the key, so that a chunk names its origin. */
export function encodeIndex(key: VectorsKey, index: ChunkIndex): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify({ key: nameOf(key), ...index }));
  const bytes = new Uint8Array(4 + json.length);
  new DataView(bytes.buffer).setUint32(0, checksum(json), true);
  bytes.set(json, 4);
  return bytes;
}

/** The index in `bytes`; undefined if it is torn, damaged, or of another key. */
export function decodeIndex(key: VectorsKey, bytes: Uint8Array): ChunkIndex | undefined {
  if (bytes.length < 4) return undefined;
  const json = bytes.subarray(4);
  if (new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) !== checksum(json)) return undefined;
  const { key: name, ...index } = JSON.parse(new TextDecoder().decode(json)) as ChunkIndex & { key: string };
  return name === nameOf(key) ? index : undefined;
}

export const encodeMatrix = (data: Float32Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** The matrix in `bytes`; undefined if it is torn or damaged. */
export function decodeMatrix(
  { contents, cols, checksum: expected }: ChunkIndex,
  bytes: Uint8Array,
): Float32Array | undefined {
  if (bytes.byteLength !== contents.length * cols * 4) return undefined;
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  if (checksum(aligned) !== expected) return undefined;
  return new Float32Array(aligned.buffer, aligned.byteOffset, contents.length * cols);
}
