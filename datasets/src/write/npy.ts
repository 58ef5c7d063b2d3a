import { csvParts } from "./csv.js";
import type { CheckedTable } from "./embeddings-table.js";
import { type EncodedFile, jsonFile } from "./encoded-file.js";
import { fieldsOf } from "./fields.js";

/**
 * A typed array in NumPy's .npy format, version 1.0 (numpy/lib/format.py), row-major; `descr` is its type,
 * such as "<f4".
 */
export function* npyParts(
  data: ArrayBufferView,
  shape: readonly number[],
  descr: string,
): Generator<Uint8Array> {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const before = 10;
  // So that the data begin at a multiple of 64 bytes.
  const padded = dictionary.padEnd(Math.ceil((before + dictionary.length + 1) / 64) * 64 - before - 1);
  const header = new TextEncoder().encode(`${padded}\n`);
  const start = new Uint8Array(before + header.length);
  start.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length & 255, header.length >> 8]);
  start.set(header, before);
  yield start;
  yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Texts as NumPy strings of fixed length: UTF-32, `[texts.length]` of `descr`. */
export function npyTexts(texts: readonly string[]): { data: Uint32Array; descr: string } {
  const points = texts.map((text) => Array.from(text, (character) => character.codePointAt(0) ?? 0));
  const length = points.reduce((longest, each) => Math.max(longest, each.length), 1);
  const data = new Uint32Array(texts.length * length);
  for (const [i, each] of points.entries()) data.set(each, i * length);
  return { data, descr: `<U${length}` };
}

/** An NPY file with two sidecars: `x.npy.csv` with keys and columns, and `x.npy.json` with the metadata. */
export function encodeNpy(name: string, table: CheckedTable): EncodedFile[] {
  const { data, rows, cols } = table.embeddings;
  return [
    { name, parts: npyParts(data, [rows, cols], "<f4") },
    { name: `${name}.csv`, parts: csvParts(fieldsOf(table), rows) },
    ...jsonFile(`${name}.json`, table.metadata),
  ];
}
