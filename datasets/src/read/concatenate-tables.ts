import { categoryColumn } from "../columns.js";
import { concatenateColumns } from "../concatenate-columns.js";
import type { Column } from "../dataset.js";
import { isSplitName } from "../roles.js";
import { nameOf } from "./opened.js";
import type { RawTable } from "./raw-table.js";

/**
 * Concatenates the rows of several files of one table. If the files are named after splits (train.csv,
 * test-00000-of-00002.csv), a split column is added.
 */
export function concatenateTables(tables: readonly RawTable[], paths: readonly string[]): RawTable {
  if (tables.length === 1) return tables[0];
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const columns = new Map<string, Column>();
  for (const name of new Set(tables.flatMap((table) => [...table.columns.keys()]))) {
    const parts = tables.map((table) => ({ column: table.columns.get(name), rows: table.rows }));
    columns.set(name, concatenateColumns(name, parts));
  }
  const splits = paths.map(splitInName);
  const roles = { ...tables[0].roles };
  if (splits.every((split) => split !== undefined) && new Set(splits).size > 1 && !columns.has("split")) {
    columns.set(
      "split",
      categoryColumn(
        "split",
        tables.flatMap((table, t) => new Array<string>(table.rows).fill(splits[t] ?? "")),
      ),
    );
    roles.split = "split";
  }
  const numberLists = new Map<string, readonly (readonly number[] | undefined)[]>();
  for (const name of new Set(tables.flatMap((table) => [...(table.numberLists?.keys() ?? [])]))) {
    numberLists.set(
      name,
      tables.flatMap((table) => table.numberLists?.get(name) ?? new Array(table.rows).fill(undefined)),
    );
  }
  let start = 0;
  const problems = tables.flatMap((table) => {
    const moved = (table.problems ?? []).map(({ row, message }) => ({ row: row + start, message }));
    start += table.rows;
    return moved;
  });
  const notes = [
    `${tables.length} files were read one after another, ${nameOf(paths[0])} first.`,
    ...tables.flatMap((table) => table.notes ?? []),
  ];
  return { rows, columns, numberLists, problems, notes, roles };
}

/** The split in a file name: "train" for "data/train-00000-of-00004.csv". */
export const splitInName = (path: string): string | undefined =>
  nameOf(path)
    .toLowerCase()
    .split(/[^a-z]+/)
    .find(isSplitName);
