import { arraysOf, MATRIX } from "./arrays.js";
import { type CheckedTable, KEY } from "./embeddings-table.js";
import { bytesOfParts, type EncodedFile } from "./encoded-file.js";
import { npyParts, npyTexts } from "./npy.js";

/**
 * An archive in the format of `numpy.savez`, uncompressed: `embeddings` `[rows, width]`, `key`, an array
 * `[rows]` per column, `class_names` of the label's codes, and `metadata` as JSON text. Loads without pickle.
 */
export function encodeNpz(name: string, table: CheckedTable): EncodedFile[] {
  return [{ name, parts: zipParts(table) }];
}

async function* zipParts(table: CheckedTable): AsyncGenerator<Uint8Array> {
  const { BlobWriter, configure, Uint8ArrayReader, ZipWriter } = await import("@zip.js/zip.js");
  configure({ useWebWorkers: false });
  const blob = new BlobWriter("application/zip");
  const zip = new ZipWriter(blob, { level: 0, extendedTimestamp: false, lastModDate: new Date(1980, 0, 1) });
  for (const [array, parts] of arraysIn(table)) {
    await zip.add(`${array}.npy`, new Uint8ArrayReader(await bytesOfParts({ name: array, parts })));
  }
  const archive = await zip.close();
  const reader = archive.stream().getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
}

function* arraysIn(table: CheckedTable): Generator<[name: string, parts: Iterable<Uint8Array>]> {
  const { data, rows, cols } = table.embeddings;
  const { numbers, texts, classNames } = arraysOf(table);
  const asTexts = (values: readonly string[], shape: readonly number[] = [values.length]) => {
    const { data, descr } = npyTexts(values);
    return npyParts(data, shape, descr);
  };
  yield [MATRIX, npyParts(data, [rows, cols], "<f4")];
  yield [KEY, asTexts(table.keys)];
  for (const [name, values] of numbers) {
    yield [name, npyParts(values, [rows], values instanceof Float64Array ? "<f8" : "<i8")];
  }
  for (const [name, values] of texts) yield [name, asTexts(values)];
  if (classNames) yield ["class_names", asTexts(classNames)];
  yield ["metadata", asTexts([JSON.stringify(table.metadata)], [])];
}
