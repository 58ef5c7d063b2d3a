import type { SchemaElement } from "hyparquet";
import type { ColumnSource } from "hyparquet-writer";
import type { Column } from "../dataset.js";
import { listsOf } from "../read/column-kinds.js";
import { type CheckedTable, EMBEDDING, KEY } from "./embeddings-table.js";
import type { EncodedFile } from "./encoded-file.js";

/** Vector values per row group: about 4 MB. */
const GROUP_VALUES = 1 << 20;

/**
 * A Parquet table with Snappy compression: `key`, the columns, and `embedding` as lists of float32; metadata
 * under "clipscope".
 */
export function encodeParquet(name: string, table: CheckedTable): EncodedFile[] {
  return [{ name, parts: parquetParts(table) }];
}

async function* parquetParts(table: CheckedTable): AsyncGenerator<Uint8Array> {
  const { ByteWriter, ParquetWriter } = await import("hyparquet-writer");
  const { data, rows, cols } = table.embeddings;
  const sources: { name: string; schema: SchemaElement[]; values(start: number, end: number): unknown[] }[] =
    [
      { name: KEY, schema: [text(KEY)], values: (start, end) => table.keys.slice(start, end) },
      ...Array.from(table.columns, ([name, column]) => columnSource(name, column)),
    ];
  const root: SchemaElement = { name: "schema", num_children: sources.length + 1 };
  const schema = [root, ...sources.flatMap((source) => source.schema), ...list(EMBEDDING, "FLOAT")];
  const writer = new ByteWriter();
  const kvMetadata = [{ key: "clipscope", value: JSON.stringify(table.metadata) }];
  const parquet = new ParquetWriter({ writer, schema, kvMetadata, createdBy: "Clipscope" });
  const written = () => {
    const part = writer.getBytes().slice();
    writer.index = 0;
    return part;
  };
  const together = Math.max(1, Math.floor(GROUP_VALUES / cols));
  for (let start = 0; start < rows; start += together) {
    const end = Math.min(start + together, rows);
    const vectors = Array.from({ length: end - start }, (_, i) =>
      Array.from(data.subarray((start + i) * cols, (start + i + 1) * cols)),
    );
    const columnData: ColumnSource[] = [
      ...sources.map(({ name, values }) => ({ name, data: values(start, end) })),
      { name: EMBEDDING, data: vectors, encoding: "PLAIN", statistics: false },
    ];
    await parquet.write({ columnData, rowGroupSize: end - start });
    yield written();
  }
  await parquet.finish();
  yield written();
}

function columnSource(name: string, column: Column) {
  switch (column.kind) {
    case "number": {
      const schema: SchemaElement[] = [{ name, type: "DOUBLE", repetition_type: "REQUIRED" }];
      return {
        name,
        schema,
        values: (start: number, end: number) => Array.from(column.values.subarray(start, end)),
      };
    }
    case "list": {
      const lists = listsOf(column);
      const schema = list(name, "BYTE_ARRAY");
      return { name, schema, values: (start: number, end: number) => lists.slice(start, end) };
    }
    case "category": {
      const values = (start: number, end: number) =>
        Array.from(column.codes.subarray(start, end), (code) => column.values[code]);
      return { name, schema: [text(name)], values };
    }
    case "text": {
      const values = (start: number, end: number) =>
        Array.from({ length: end - start }, (_, i) => column.at(start + i) || undefined);
      return { name, schema: [text(name)], values };
    }
  }
}

const text = (name: string): SchemaElement => ({
  name,
  type: "BYTE_ARRAY",
  converted_type: "UTF8",
  repetition_type: "OPTIONAL",
});

/** The three levels of a list (parquet-format, LogicalTypes.md). */
const list = (name: string, type: "FLOAT" | "BYTE_ARRAY"): SchemaElement[] => [
  { name, repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
  { name: "list", repetition_type: "REPEATED", num_children: 1 },
  type === "FLOAT" ? { name: "element", type, repetition_type: "REQUIRED" } : text("element"),
];
