import { ClipscopeError } from "@clipscope/types";
import type { Column, Table } from "@uwdata/flechette";
import { fileIdentity } from "../../dataset-hash.js";
import { type Feature, parseFeatures } from "../hugging-face.js";
import { beginsLikeImage } from "../image-names.js";
import type { Reader } from "../raw-table.js";
import { type ImagePart, readShards, type Shard, type ShardReader } from "../shards.js";
import type { FileSource } from "../source.js";
import { looksLikeVectors } from "../vector-choice.js";
import { type Flechette, loadArrow } from "./library.js";
import { arrowVectors, listElement } from "./vectors.js";
import { verifyArrow } from "./verify.js";

const LARGEST = 2 ** 31 - 1;

/**
 * Reads Arrow IPC files (Feather version 2) and streams, one file or shards, as written by Hugging Face
 * `datasets`: lists of numbers as vectors, dictionaries as categories, images in a column of bytes or of `{
 * bytes, path }`. The file is held in memory, and numbers are read in place.
 */
export const readArrow: Reader = (files, how) => readShards(files, how, readShard);

const readShard: ShardReader = async (file) => {
  if (file.size > LARGEST) {
    throw new ClipscopeError(
      "not-supported",
      `${file.path} has ${(file.size / 2 ** 30).toFixed(1)} GiB, and an Arrow file is read whole, up to 2 GiB: save it as Parquet (pyarrow.parquet.write_table), of which parts are read.`,
    );
  }
  const flechette = await loadArrow();
  const table = parse(flechette, file, await aligned(file));
  const { metadata } = table.schema;
  const shard: Shard = {
    rows: table.numRows,
    values: new Map(),
    vectors: new Map(),
    notes: [],
    features: parseFeatures(metadata?.get("huggingface")),
    metadata: metadata?.get("clipscope"),
    identity: await fileIdentity(file),
  };
  for (const [i, name] of table.names.map(String).entries()) {
    const column = table.getChildAt(i) as Column<unknown>;
    try {
      if (column.length !== shard.rows) throw new Error(`it has ${column.length} rows of ${shard.rows}`);
      for (const batch of column.data) checkBatch(batch as unknown as Stored, flechette);
      takeColumn(flechette, shard, file, name, column);
    } catch (cause) {
      throw new ClipscopeError(
        "bad-file",
        `${file.path}: column ${name} can't be decoded (${(cause as Error).message}). Copy the file again.`,
        { cause },
      );
    }
  }
  return shard;
};

/** The fields of a record batch column that all types share. */
interface Stored {
  length: number;
  nullCount: number;
  type: { typeId: number; stride?: number };
  validity?: Uint8Array;
  values?: ArrayBufferView & { length: number };
  offsets?: ArrayLike<number | bigint>;
  children?: Stored[];
  dictionary?: { data: readonly unknown[] };
}

/** Throws if a batch claims more rows than its buffers hold, which would make reading loop forever. */
function checkBatch(batch: Stored, flechette: Flechette): void {
  const { Type } = flechette;
  const { length, nullCount, type, validity, values, offsets, children } = batch;
  const missing = () => new Error("a record batch has fewer values than rows");
  if (!(length >= 0)) throw missing();
  if (nullCount > 0 && validity && validity.length * 8 < length) throw missing();
  if (offsets && length > 0 && offsets.length <= length) throw missing();
  for (let row = 0; offsets && row < length; row++) {
    if (Number(offsets[row]) < 0 || offsets[row + 1] < offsets[row]) {
      throw new Error("its rows lie outside of its values");
    }
  }
  const oneEach: readonly number[] = [
    Type.Int,
    Type.Float,
    Type.Date,
    Type.Time,
    Type.Timestamp,
    Type.Duration,
    Type.Dictionary,
  ];
  if (values && !offsets) {
    // The narrowest other value is a bit.
    const held = oneEach.includes(type.typeId) ? values.length : values.byteLength * 8;
    if (held < length) throw missing();
  }
  const each = type.typeId === Type.FixedSizeList ? (type.stride ?? 0) : type.typeId === Type.Struct ? 1 : 0;
  const elements = offsets && children && length > 0 ? Number(offsets[length]) : length * each;
  for (const child of children ?? []) {
    if (child.length < elements) throw missing();
    checkBatch(child, flechette);
  }
  for (const part of batch.dictionary?.data ?? []) checkBatch(part as Stored, flechette);
}

function takeColumn(
  flechette: Flechette,
  shard: Shard,
  file: FileSource,
  name: string,
  column: Column<unknown>,
): void {
  const { Type } = flechette;
  const element = listElement(flechette, column);
  if (element) {
    const vectors = arrowVectors(flechette, column);
    const whole = element.typeId === Type.Int;
    if (vectors && looksLikeVectors({ name, whole, width: vectors.width })) {
      shard.vectors.set(name, vectors);
      return;
    }
  }
  const bytesOf = bytesReader(flechette, column);
  if (bytesOf) {
    const first = firstBytes(bytesOf, shard.rows);
    const paths = first ? [] : pathsIn(column);
    if (paths.some((path) => path !== "")) {
      // `datasets` keeps the paths alone of images that lie on the disk of who wrote the file.
      shard.values.set(name, paths);
      return;
    }
    if (shard.images || !first || !beginsLikeImage(first)) {
      shard.notes.push(`The column “${name}” holds bytes and is left out.`);
      return;
    }
    shard.images = imagePart(name, file, column, bytesOf, shard.identity);
    return;
  }
  if (column.type.typeId === Type.Dictionary) shard.features.set(name, dictionaryOf(column));
  shard.values.set(name, Array.from(column));
}

function parse(flechette: Flechette, file: FileSource, bytes: Uint8Array): Table {
  try {
    verifyArrow(bytes);
    return flechette.tableFromIPC(bytes, { useDate: true, useBigInt: true });
  } catch (cause) {
    throw new ClipscopeError(
      "bad-file",
      `${file.path} is not a complete Arrow file or stream (${(cause as Error).message}). Copy it again.`,
      { cause },
    );
  }
}

/** The file's content, aligned for typed array views. */
async function aligned(file: FileSource): Promise<Uint8Array> {
  const bytes = await file.slice(0, file.size);
  return bytes.byteOffset % 64 === 0 ? bytes : bytes.slice();
}

type BytesOf = (row: number) => Uint8Array | undefined;

/** A reader for a column of bytes, or of structures with a bytes field. */
function bytesReader({ Type }: Flechette, column: Column<unknown>): BytesOf | undefined {
  const isBytes = (id: number) => id === Type.Binary || id === Type.LargeBinary || id === Type.BinaryView;
  const { type } = column;
  if (isBytes(type.typeId)) return (row) => (column.at(row) as Uint8Array | null) ?? undefined;
  if (type.typeId !== Type.Struct) return undefined;
  const field = (type as { children: { name: string; type: { typeId: number } }[] }).children.find((child) =>
    isBytes(child.type.typeId),
  );
  if (!field) return undefined;
  return (row) => (column.at(row) as Record<string, Uint8Array | null> | null)?.[field.name] ?? undefined;
}

/** The first value among the first rows that is neither missing nor empty. */
function firstBytes(bytesOf: BytesOf, rows: number): Uint8Array | undefined {
  for (let row = 0; row < Math.min(rows, 1000); row++) {
    const bytes = bytesOf(row);
    if (bytes && bytes.length > 0) return bytes;
  }
  return undefined;
}

/** The paths in structures `{ bytes, path }`, "" if missing. */
const pathsIn = (column: Column<unknown>): string[] =>
  Array.from({ length: column.length }, (_, row) => {
    const path = (column.at(row) as { path?: unknown } | null)?.path;
    return typeof path === "string" ? path : "";
  });

function imagePart(
  name: string,
  file: FileSource,
  column: Column<unknown>,
  bytesOf: BytesOf,
  identity: string,
): ImagePart {
  return {
    column: name,
    names: pathsIn(column),
    read: async (row) => bytesOf(row),
    contentKey: (row) => `${file.path}|${file.size}|${file.version}|${name}|${row}`,
    identity: (row) => `${identity}|${name}|${row}`,
  };
}

/** The values of a dictionary in order, such as pandas categories. */
function dictionaryOf(column: Column<unknown>): Feature {
  const values = new Set<string>();
  for (const batch of column.data) {
    const { dictionary } = batch as unknown as { dictionary: Iterable<unknown> };
    for (const value of dictionary) if (value !== null && value !== undefined) values.add(String(value));
  }
  return { kind: "categories", values: [...values] };
}
