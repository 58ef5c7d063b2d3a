import { sha256 } from "@clipscope/types";
import type { Column } from "./dataset.js";
import type { RawTable } from "./read/raw-table.js";
import type { FileSource } from "./read/source.js";

const ROWS_AT_ONCE = 65_536;
const utf8 = new TextEncoder();

/**
 * SHA-256 of a dataset's content, equal on every machine and whether it is opened from a folder, from chosen
 * files or from an archive: the keys; each column's name, kind and values; each image's identity (its content
 * if all images together are at most 64 MiB, otherwise its path and size, and the beginnings of 64 of them); and
 * each vector column's name, width and identity. Titles, roles and notes are not included.
 */
export async function hashDataset(keys: readonly string[], table: RawTable): Promise<string> {
  const parts: unknown[] = [
    "clipscope dataset 1",
    table.rows,
    await hashTexts((row) => keys[row], table.rows),
  ];
  for (const [name, column] of table.columns) {
    parts.push([name, column.kind, await hashColumn(column, table.rows)]);
  }
  const { images } = table;
  if (images) {
    const identity = (row: number) => images.identity?.(row) ?? images.contentKey(row) ?? "";
    parts.push(["images", await hashTexts(identity, table.rows)]);
  }
  for (const [name, { width, identity }] of table.vectors ?? [])
    parts.push(["vectors", name, width, identity]);
  return sha256(utf8.encode(JSON.stringify(parts)));
}

async function hashColumn(column: Column, rows: number): Promise<unknown[]> {
  if (column.kind === "text") return [await hashTexts((row) => column.at(row), rows)];
  if (column.kind === "number") return [await sha256(littleEndian(Float64Array.from(column.values)))];
  const values = await hashTexts((i) => column.values[i], column.values.length);
  const codes = await sha256(littleEndian(column.codes));
  return column.kind === "list"
    ? [values, codes, await sha256(littleEndian(column.offsets))]
    : [values, codes];
}

/** Digest of the digests of blocks of 65,536 texts, so that a million keys are never joined in one string. */
async function hashTexts(at: (index: number) => string, count: number): Promise<string> {
  const digests: string[] = [];
  for (let start = 0; start < count; start += ROWS_AT_ONCE) {
    const part = Array.from({ length: Math.min(ROWS_AT_ONCE, count - start) }, (_, i) => at(start + i));
    digests.push(await sha256(utf8.encode(JSON.stringify(part))));
  }
  return sha256(utf8.encode(digests.join("")));
}

/**
 * The bytes of numbers in little-endian order, which is the native order of every current JavaScript
 * platform.
 */
function littleEndian(values: Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

const WHOLE = 64 * 2 ** 20;
const SAMPLE = 2 ** 20;

/**
 * A hash that identifies a file's content on every machine: SHA-256 of the whole file up to 64 MiB; for a
 * larger file, of its size and its first, middle and last MiB.
 */
export async function fileIdentity(file: FileSource): Promise<string> {
  if (file.size <= WHOLE) return sha256(await file.slice(0, file.size));
  const middle = Math.floor(file.size / 2);
  const samples = await Promise.all([
    file.slice(0, SAMPLE),
    file.slice(middle, middle + SAMPLE),
    file.slice(file.size - SAMPLE, file.size),
  ]);
  const digests = await Promise.all(samples.map(sha256));
  return sha256(utf8.encode(JSON.stringify(["sampled", file.size, ...digests])));
}
