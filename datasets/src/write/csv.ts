import Papa from "papaparse";
import type { CheckedTable } from "./embeddings-table.js";
import { EMBEDDING } from "./embeddings-table.js";
import type { EncodedFile } from "./encoded-file.js";
import { fieldsOf } from "./fields.js";

const ROWS_AT_ONCE = 1000;

/** Text columns as CSV (RFC 4180): UTF-8, a header, CRLF line ends. */
export function* csvParts(
  fields: ReadonlyMap<string, readonly string[]>,
  rows: number,
  more: { names: readonly string[]; of(row: number): readonly string[] } = { names: [], of: () => [] },
): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  const text = (lines: string[][]) => encoder.encode(`${Papa.unparse(lines, { newline: "\r\n" })}\r\n`);
  yield text([[...fields.keys(), ...more.names]]);
  const columns = [...fields.values()];
  for (let start = 0; start < rows; start += ROWS_AT_ONCE) {
    const lines: string[][] = [];
    for (let row = start; row < Math.min(start + ROWS_AT_ONCE, rows); row++) {
      lines.push([...columns.map((column) => column[row]), ...more.of(row)]);
    }
    yield text(lines);
  }
}

/** A CSV file with keys, columns, and one column per dimension: `embedding_0`, `embedding_1` … */
export function encodeCsv(name: string, table: CheckedTable): EncodedFile[] {
  const { data, rows, cols } = table.embeddings;
  const names = Array.from({ length: cols }, (_, dimension) => `${EMBEDDING}_${dimension}`);
  const of = (row: number) => Array.from(data.subarray(row * cols, (row + 1) * cols), floatText);
  return [{ name, parts: csvParts(fieldsOf(table), rows, { names, of }) }];
}

/**
 * A float32 in at most nine digits, enough for an exact round trip; "" for NaN. Integers beyond 2^53 use an
 * exponent, because readers take long digit strings for identifiers.
 */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "";
  if (Object.is(value, -0)) return "-0";
  return Math.abs(value) > Number.MAX_SAFE_INTEGER
    ? value.toExponential(8)
    : String(Number(value.toPrecision(9)));
}
