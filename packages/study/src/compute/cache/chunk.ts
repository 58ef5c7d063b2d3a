import type { VectorsKey } from "../../embed/vector-store.js";
import { checksum } from "./checksum.js";

/** Format version in every index: raised when the layout of chunks changes, or when equal inputs get other vectors. */
const VERSION = 1;

/** Index of a chunk. Its matrix, `[contents.length, cols]` of float32, is a separate cache entry. */
export interface ChunkIndex {
  cols: number;
  /** Content key of each row. */
  contents: readonly string[];
  /** `checksum` of the matrix's bytes. */
  checksum: number;
}

/** Cache key prefix of a key's chunks: the model, so that its chunks can be deleted, and a hash of the whole key. */
export function folderOf(key: VectorsKey): string {
  const bytes = new TextEncoder().encode(nameOf(key));
  const hash = [0, 1].map((seed) => checksum(bytes, seed).toString(16).padStart(8, "0")).join("");
  return `${modelFolder(key.model)}${hash}/`;
}

/** Cache key prefix of the vectors of one model, or of all. */
export const modelFolder = (model?: string): string =>
  model === undefined ? "vectors/" : `vectors/${encodeURIComponent(model)}/`;

const nameOf = ({ model, features, dtype, decoding }: VectorsKey): string =>
  JSON.stringify([VERSION, model, features, dtype, decoding]);

/** Encodes an index: the checksum of the following bytes, then JSON of the index and the key it belongs to. */
export function encodeIndex(key: VectorsKey, index: ChunkIndex): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify({ key: nameOf(key), ...index }));
  const bytes = new Uint8Array(4 + json.length);
  new DataView(bytes.buffer).setUint32(0, checksum(json), true);
  bytes.set(json, 4);
  return bytes;
}

/** Decodes an index; undefined if it is incomplete, damaged, or belongs to another key. */
export function decodeIndex(key: VectorsKey, bytes: Uint8Array): ChunkIndex | undefined {
  if (bytes.length < 4) return undefined;
  const json = bytes.subarray(4);
  if (new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) !== checksum(json)) return undefined;
  const { key: name, ...index } = JSON.parse(new TextDecoder().decode(json)) as ChunkIndex & { key: string };
  return name === nameOf(key) ? index : undefined;
}

export const encodeMatrix = (data: Float32Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** Decodes a matrix; undefined if it is incomplete or damaged. */
export function decodeMatrix(
  { contents, cols, checksum: expected }: ChunkIndex,
  bytes: Uint8Array,
): Float32Array | undefined {
  if (bytes.byteLength !== contents.length * cols * 4) return undefined;
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  if (checksum(aligned) !== expected) return undefined;
  return new Float32Array(aligned.buffer, aligned.byteOffset, contents.length * cols);
}
