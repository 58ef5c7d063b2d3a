import type { Column as ArrowColumn, Batch, DataType } from "@uwdata/flechette";
import type { Column } from "../dataset.js";
import type { Flechette } from "../read/arrow/library.js";
import { listsOf } from "../read/column-kinds.js";
import { type CheckedTable, EMBEDDING, KEY } from "./embeddings-table.js";
import type { EncodedFile } from "./encoded-file.js";

/**
 * An uncompressed Arrow IPC file (Feather version 2): `key`, the columns, categories as dictionaries, and
 * `embedding` as fixed-size lists of float32; metadata under "clipscope".
 */
export function encodeArrow(name: string, table: CheckedTable): EncodedFile[] {
  return [{ name, parts: arrowParts(table) }];
}

async function* arrowParts(table: CheckedTable): AsyncGenerator<Uint8Array> {
  const flechette = await import("@uwdata/flechette");
  const { rows } = table.embeddings;
  const columns: [string, ArrowColumn<unknown>][] = [
    [KEY, flechette.columnFromArray([...table.keys], flechette.utf8())],
    ...Array.from(
      table.columns,
      ([name, column]) => [name, arrowColumn(flechette, column, rows)] as [string, ArrowColumn<unknown>],
    ),
    [EMBEDDING, vectorColumn(flechette, table)],
  ];
  const arrow = flechette.tableFromColumns(columns);
  const metadata = new Map([["clipscope", JSON.stringify(table.metadata)]]);
  const whole = new flechette.Table({ ...arrow.schema, metadata }, arrow.children);
  const parts: Uint8Array[] = [];
  const sink = {
    write: (bytes: Uint8Array) => void parts.push(bytes),
    pad: (count: number) => void parts.push(new Uint8Array(count)),
    finish: () => null,
  };
  flechette.tableToIPC(whole, { format: "file", sink });
  yield* parts;
}

/** The embeddings as an Arrow column, without copying. */
function vectorColumn(flechette: Flechette, { embeddings }: CheckedTable): ArrowColumn<unknown> {
  const { data, rows, cols } = embeddings;
  const element = flechette.float32();
  const type = flechette.fixedSizeList(element, cols);
  const child = batch(flechette, element, { length: data.length, values: data });
  return new flechette.Column([batch(flechette, type, { length: rows, children: [child] })], type);
}

type Content = { length: number; values?: Float32Array | Float64Array; children?: Batch<unknown>[] };

function batch({ batchType }: Flechette, type: DataType, content: Content): Batch<unknown> {
  const Type = batchType(type, {}) as unknown as new (options: object) => Batch<unknown>;
  return new Type({ nullCount: 0, validity: new Uint8Array(0), type, ...content });
}

function arrowColumn(flechette: Flechette, column: Column, rows: number): ArrowColumn<unknown> {
  const { columnFromArray, Column: ArrowColumnOf, dictionary, float64, list, utf8 } = flechette;
  switch (column.kind) {
    case "number": {
      const type = float64();
      const values = Float64Array.from(column.values);
      return new ArrowColumnOf([batch(flechette, type, { length: rows, values })], type);
    }
    case "category":
      return columnFromArray(
        Array.from(column.codes, (code) => column.values[code] ?? null),
        dictionary(utf8()),
      );
    case "list":
      return columnFromArray(listsOf(column), list(utf8()));
    case "text":
      return columnFromArray(
        Array.from({ length: rows }, (_, row) => column.at(row) || null),
        utf8(),
      );
  }
}
