import { arraysOf, MATRIX } from "./arrays.js";
import type { CheckedTable } from "./embeddings-table.js";
import type { EncodedFile } from "./encoded-file.js";

/**
 * A safetensors file: a float32 tensor `embeddings` `[rows, width]`, the label's codes and numeric columns as
 * tensors `[rows]`; in the metadata, as JSON lists, row `names`, `class_names` of the label's codes, and
 * `column:<name>` for text columns.
 */
export function encodeSafetensors(name: string, table: CheckedTable): EncodedFile[] {
  const { data, rows, cols } = table.embeddings;
  const { numbers, texts, classNames } = arraysOf(table);
  const metadata: Record<string, string> = { ...table.metadata, names: JSON.stringify(table.keys) };
  if (classNames) metadata.class_names = JSON.stringify(classNames);
  for (const [column, values] of texts) metadata[`column:${column}`] = JSON.stringify(values);

  const header: Record<string, unknown> = { __metadata__: metadata };
  const parts: Uint8Array[] = [];
  let offset = 0;
  const add = (tensor: string, dtype: string, shape: readonly number[], values: ArrayBufferView) => {
    header[tensor] = { dtype, shape, data_offsets: [offset, offset + values.byteLength] };
    parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    offset += values.byteLength;
  };
  // The reference reader wants wide types first, so that all are aligned.
  for (const [column, values] of numbers) {
    add(column, values instanceof Float64Array ? "F64" : "I64", [rows], values);
  }
  add(MATRIX, "F32", [rows, cols], data);
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8; // padded with spaces, so that data are aligned
  const start = new Uint8Array(8 + length).fill(0x20, 8);
  new DataView(start.buffer).setBigUint64(0, BigInt(length), true);
  start.set(text, 8);
  return [{ name, parts: [start, ...parts] }];
}
