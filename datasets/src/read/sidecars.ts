import { ClipscopeError } from "@clipscope/types";
import { inferColumn } from "../columns.js";
import type { Column } from "../dataset.js";
import { restoreColumns } from "./column-kinds.js";
import { parseCsv } from "./csv.js";
import { SIDECARS } from "./opened.js";
import type { RawTable } from "./raw-table.js";
import { parseMetadata } from "./shards.js";
import { type FileSource, type ReadOptions, readText } from "./source.js";

/** The content of the sidecars of a matrix. */
export interface Sidecars {
  keys?: readonly string[];
  columns?: Map<string, Column>;
  metadata?: Record<string, string>;
  notes?: readonly string[];
}

/**
 * Keys, columns and metadata from the sidecars of a matrix: `x.npy.csv` with one line per row,
 * `x.npy.names.txt` with one name per line, `x.npy.json` with metadata about the model. Throws `wrong-shape`
 * if the number of rows differs.
 */
export async function readSidecars(matrix: FileSource, rows: number, how: ReadOptions): Promise<Sidecars> {
  const [csv, json, names] = await Promise.all(SIDECARS.map((ending) => how.beside(matrix.path + ending)));
  const check = (file: FileSource, found: number) => {
    if (found === rows) return;
    throw new ClipscopeError(
      "wrong-shape",
      `${file.path} has ${found} rows, but ${matrix.path} has ${rows}: they don't belong together. Rename one of them.`,
    );
  };
  const metadata = json && parseMetadata(await readText(json));
  if (csv) {
    const table = parseCsv(await readText(csv), csv.path, how);
    check(csv, table.rows);
    return { columns: columnsOfText(table), metadata, notes: table.notes };
  }
  if (!names) return { metadata };
  const keys = (await readText(names)).replace(/\r?\n$/, "").split(/\r?\n/);
  check(names, keys.length);
  return { keys, metadata };
}

/** Adds the content of sidecars to a table. */
export function withSidecars(table: RawTable, { keys, columns, metadata, notes = [] }: Sidecars): RawTable {
  const restored = restoreColumns(columns ?? table.columns, table.rows, metadata);
  return {
    ...table,
    ...(keys ? { keys } : {}),
    columns: restored.columns,
    roles: { ...table.roles, ...restored.roles },
    notes: [...(table.notes ?? []), ...notes],
  };
}

/** All columns of a text table, with lists of numbers as list columns. */
export function columnsOfText({ columns, numberLists }: RawTable): Map<string, Column> {
  const all = new Map(columns);
  for (const [name, lists] of numberLists ?? []) all.set(name, inferColumn(name, lists));
  return all;
}
