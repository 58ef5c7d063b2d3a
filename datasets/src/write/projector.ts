import { ClipscopeError } from "@clipscope/types";
import { floatText } from "./csv.js";
import type { CheckedTable } from "./embeddings-table.js";
import { type EncodedFile, jsonFile } from "./encoded-file.js";
import { fieldsOf } from "./fields.js";

const ROWS_AT_ONCE = 1000;
const ENDING = /vectors\.tsv$/;

/**
 * The pair of files that TensorBoard's Embedding Projector loads: `vectors.tsv` without a header, and
 * `metadata.tsv`, with a header if it has columns besides the keys. Throws `bad-argument` for a name that
 * doesn't end in "vectors.tsv".
 */
export function encodeProjector(name: string, table: CheckedTable): EncodedFile[] {
  if (!ENDING.test(name)) {
    throw new ClipscopeError(
      "bad-argument",
      `${name}: Embedding Projector vectors need a file name that ends in vectors.tsv; metadata.tsv is written next to it.`,
    );
  }
  const { data, rows, cols } = table.embeddings;
  const fields = fieldsOf(table);
  const columns = [...fields.values()];
  const vector = (row: number) =>
    Array.from(data.subarray(row * cols, (row + 1) * cols), (value) => floatText(value) || "nan").join("\t");
  const metadata = (row: number) => columns.map((column) => plain(column[row])).join("\t");
  const header = fields.size > 1 ? [[...fields.keys()].map(plain).join("\t")] : [];
  return [
    { name, parts: lines(rows, vector) },
    { name: name.replace(ENDING, "metadata.tsv"), parts: lines(rows, metadata, header) },
    ...jsonFile(`${name}.json`, table.metadata),
  ];
}

/** Replaces tabs and line breaks, which the format can't represent in a field. */
const plain = (text: string) => text.replace(/[\t\r\n]+/g, " ");

function* lines(
  rows: number,
  of: (row: number) => string,
  first: readonly string[] = [],
): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const line of first) yield encoder.encode(`${line}\n`);
  for (let start = 0; start < rows; start += ROWS_AT_ONCE) {
    let text = "";
    for (let row = start; row < Math.min(start + ROWS_AT_ONCE, rows); row++) text += `${of(row)}\n`;
    yield encoder.encode(text);
  }
}
