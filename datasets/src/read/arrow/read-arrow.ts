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
import { checkStream } from "./stream-messages.js";
import { arrowVectors, listElement } from "./vectors.js";

const LARGEST = 2 ** 31 - 1;

/**
 * Arrow IPC files (Feather version 2) and streams, as `datasets` keeps them, one or shards: lists of numbers as
 * vectors, dictionaries as categories, images in a column of bytes or of `{ bytes, path }`. A file is held in memory as
 * it is, numbers where they lie in it.
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
      for (const batch of column.data) checkBatch(batch as unknown as Stored);
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

/** What a record batch keeps of a column, in any of its types. */
interface Stored {
  length: number;
  nullCount: number;
  type: { typeId: number; stride?: number };
  validity?: Uint8Array;
  values?: ArrayLike<unknown>;
  offsets?: ArrayLike<number | bigint>;
  children?: Stored[];
}

/** Throws if a batch says that it has more rows than its buffers hold: reading it would never end. */
function checkBatch({ length, nullCount, validity, offsets, children }: Stored): void {
  const missing = () => new Error("a record batch has fewer values than rows");
  if (!(length >= 0)) throw missing();
  if (nullCount > 0 && validity && validity.length * 8 < length) throw missing();
  if (offsets && length > 0 && offsets.length <= length) throw missing();
  const elements = offsets && children && length > 0 ? Number(offsets[length]) : 0;
  for (const child of children ?? []) {
    if (child.length < elements) throw missing();
    checkBatch(child);
  }
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
    if (shard.images || !holdsImages(bytesOf, shard.rows)) {
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
    if (new TextDecoder("latin1").decode(bytes.subarray(0, 6)) !== "ARROW1") checkStream(bytes);
    return flechette.tableFromIPC(bytes, { useDate: true });
  } catch (cause) {
    throw new ClipscopeError(
      "bad-file",
      `${file.path} is not a whole Arrow file or stream (${(cause as Error).message}). Copy it again.`,
      { cause },
    );
  }
}

/** The content where typed arrays can lie over it. */
async function aligned(file: FileSource): Promise<Uint8Array> {
  const bytes = await file.slice(0, file.size);
  return bytes.byteOffset % 64 === 0 ? bytes : bytes.slice();
}

type BytesOf = (row: number) => Uint8Array | undefined;

/** How the bytes of a column of bytes, or of structures with one, are read. */
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

function holdsImages(bytesOf: BytesOf, rows: number): boolean {
  for (let row = 0; row < Math.min(rows, 100); row++) {
    const bytes = bytesOf(row);
    if (bytes && bytes.length > 0) return beginsLikeImage(bytes);
  }
  return false;
}

function imagePart(
  name: string,
  file: FileSource,
  column: Column<unknown>,
  bytesOf: BytesOf,
  identity: string,
): ImagePart {
  const names = Array.from({ length: column.length }, (_, row) => {
    const path = (column.at(row) as { path?: unknown } | null)?.path;
    return typeof path === "string" ? path : "";
  });
  return {
    column: name,
    names,
    read: async (row) => bytesOf(row),
    contentKey: (row) => `${file.path}|${file.size}|${file.version}|${name}|${row}`,
    identity: (row) => `${identity}|${name}|${row}`,
  };
}

/** The values of a dictionary in its order, as pandas keeps the order of categories. */
function dictionaryOf(column: Column<unknown>): Feature {
  const values = new Set<string>();
  for (const batch of column.data) {
    const { dictionary } = batch as unknown as { dictionary: Iterable<unknown> };
    for (const value of dictionary) if (value !== null && value !== undefined) values.add(String(value));
  }
  return { kind: "categories", values: [...values] };
}
