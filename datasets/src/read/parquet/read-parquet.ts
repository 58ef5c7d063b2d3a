import { ClipscopeError, throwIfCancelled } from "@clipscope/types";
import type { FileMetaData } from "hyparquet";
import { fileIdentity } from "../../dataset-hash.js";
import { parseFeatures } from "../hugging-face.js";
import { beginsLikeImage } from "../image-names.js";
import { isWhole } from "../number-types.js";
import type { Reader } from "../raw-table.js";
import { type ImagePart, readShards, type Shard, type ShardReader } from "../shards.js";
import type { FileSource, ReadOptions } from "../source.js";
import { looksLikeVectors } from "../vector-choice.js";
import { type BytesColumn, parquetBytes } from "./bytes.js";
import { isBinary, isText, leavesOf, numberTypeOf } from "./leaf.js";
import { loadParquet, type Parquet } from "./library.js";
import { checkPages } from "./pages.js";
import { parquetVectors } from "./vectors.js";

/**
 * Reads Parquet tables, one file or the shards of a dataset: images in a column of bytes or of `{ bytes, path
 * }`, as published on Hugging Face, with class names from its metadata; lists of numbers as vectors;
 * everything else as columns. Row groups are read one at a time, images and vectors one page at a time.
 */
export const readParquet: Reader = (files, how) => readShards(files, how, readShard);

const readShard: ShardReader = async (file, how) => {
  const parquet = await loadParquet();
  const buffer = asyncBuffer(file);
  let metadata: FileMetaData;
  try {
    metadata = await parquet.parquetMetadataAsync(buffer);
  } catch (cause) {
    throw new ClipscopeError(
      "bad-file",
      `${file.path} is not a complete Parquet file (${(cause as Error).message}). Copy it again.`,
      { cause },
    );
  }
  const keyValues = new Map(
    (metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? ""] as const),
  );
  const rows = Number(metadata.num_rows);
  const shard: Shard = {
    rows,
    values: new Map(),
    vectors: new Map(),
    notes: [],
    features: parseFeatures(keyValues.get("huggingface")),
    metadata: keyValues.get("clipscope"),
    identity: await fileIdentity(file),
  };
  const plain: string[] = [];
  for (const [name, leaves] of leavesOf(parquet, metadata)) {
    const bytes = leaves.find((leaf) => isBinary(leaf) && leaf.maxRepetition === 0);
    const [only] = leaves;
    if (bytes && rows > 0) {
      const column = parquetBytes(parquet, file, bytes);
      const first = await firstBytes(column, rows);
      const path = leaves.find((leaf) => isText(leaf) && leaf.maxRepetition === 0);
      if (!first && path) {
        // `datasets` keeps the paths alone of images that lie on the disk of who wrote the file.
        shard.values.set(name, await textsOf(parquetBytes(parquet, file, path)));
        continue;
      }
      if (shard.images || !first || !beginsLikeImage(first)) {
        shard.notes.push(`The column “${name}” holds bytes and is left out.`);
        continue;
      }
      shard.images = imagePart(name, file, column, shard.identity);
      if (path) shard.images.names = await textsOf(parquetBytes(parquet, file, path));
      continue;
    }
    if (leaves.length === 1 && numberTypeOf(only) && only.maxRepetition === 1 && rows > 0) {
      const vectors = await parquetVectors(parquet, file, only).catch((error) => {
        if (error instanceof ClipscopeError && error.code === "wrong-shape") return undefined;
        throw error;
      });
      const type = numberTypeOf(only);
      if (vectors && type && looksLikeVectors({ name, whole: isWhole(type), width: vectors.width })) {
        shard.vectors.set(name, vectors);
        continue;
      }
    }
    if (leaves.some((leaf) => isBinary(leaf))) {
      shard.notes.push(`The column “${name}” holds lists of bytes and is left out.`);
      continue;
    }
    for (const leaf of leaves) await checkPages(parquet, file, leaf);
    plain.push(name);
  }
  await readPlain(parquet, file, metadata, plain, shard, how);
  const index = indexColumn(keyValues.get("pandas"));
  if (index !== undefined) takeIndex(shard, index);
  return shard;
};

/** Reads the ordinary columns, one row group at a time. */
async function readPlain(
  parquet: Parquet,
  file: FileSource,
  metadata: FileMetaData,
  columns: readonly string[],
  shard: Shard,
  { signal, onProgress }: ReadOptions,
): Promise<void> {
  const all = new Map<string, unknown[]>(columns.map((name) => [name, new Array<unknown>(shard.rows)]));
  if (columns.length > 0) {
    let start = 0;
    for (const group of metadata.row_groups) {
      throwIfCancelled(signal, `Reading ${file.path}`);
      const end = start + Number(group.num_rows);
      try {
        // One at a time: where two columns are damaged, hyparquet leaves the second rejection to the process.
        for (const column of columns) {
          await parquet.parquetRead({
            file: asyncBuffer(file),
            metadata,
            columns: [column],
            rowStart: start,
            rowEnd: end,
            compressors: parquet.compressors,
            onChunk: ({ columnName, columnData, rowStart }) => {
              const values = all.get(columnName);
              if (values) for (let i = 0; i < columnData.length; i++) values[rowStart + i] = columnData[i];
            },
          });
        }
      } catch (cause) {
        throw new ClipscopeError(
          "bad-file",
          `${file.path}: rows ${start} to ${end - 1} can't be decoded (${(cause as Error).message}). Copy or write the file again.`,
          { cause },
        );
      }
      start = end;
      onProgress?.({ stage: "reading columns", done: end, total: shard.rows });
    }
  }
  for (const [name, values] of all) shard.values.set(name, values);
}

function imagePart(name: string, file: FileSource, column: BytesColumn, identity: string): ImagePart {
  return {
    column: name,
    async read(row) {
      return column.read(row);
    },
    contentKey: (row) => `${file.path}|${file.size}|${file.version}|${name}|${row}`,
    identity: (row) => `${identity}|${name}|${row}`,
  };
}

/** The first value among the first rows that is neither missing nor empty. */
async function firstBytes(column: BytesColumn, rows: number): Promise<Uint8Array | undefined> {
  for (let row = 0; row < Math.min(rows, 1000); row++) {
    const bytes = await column.read(row);
    if (bytes && bytes.length > 0) return bytes;
  }
  return undefined;
}

/** All values as texts, "" if missing. */
async function textsOf(column: BytesColumn): Promise<string[]> {
  const decoder = new TextDecoder();
  return (await column.readAll()).map((text) => (text ? decoder.decode(text) : ""));
}

/** The pandas index column, unless the index is a plain range. */
function indexColumn(pandas: string | undefined): string | undefined {
  if (pandas === undefined) return undefined;
  try {
    const [first] = (JSON.parse(pandas) as { index_columns?: unknown[] }).index_columns ?? [];
    return typeof first === "string" ? first : undefined;
  } catch {
    return undefined;
  }
}

/** Handles pandas's unnamed index `__index_level_0__`: texts become row names, numbers are dropped. */
function takeIndex(shard: Shard, name: string): void {
  const values = shard.values.get(name);
  if (!values || !/^__index_level_\d+__$/.test(name)) return;
  shard.values.delete(name);
  if (values.every((value) => typeof value === "string")) shard.keys = values as string[];
}

function asyncBuffer(file: FileSource) {
  return {
    byteLength: file.size,
    async slice(start: number, end?: number): Promise<ArrayBuffer> {
      const from = start < 0 ? Math.max(0, file.size + start) : start;
      const bytes = await file.slice(from, end);
      const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
      return (whole ? bytes.buffer : bytes.slice().buffer) as ArrayBuffer;
    },
  };
}
