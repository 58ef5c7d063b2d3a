import { inferColumn } from "../columns.js";
import type { RawTable } from "./raw-table.js";

/**
 * Moves embeddings that lie in ordinary columns to `vectors`: runs of number columns such as `dim_0` … `dim_511`, and
 * `numberLists` of one length; other lists of numbers become list columns. Called by `openDataset` on what each reader
 * returns.
 */
export async function gatherVectors(table: RawTable): Promise<RawTable> {
  const columns = new Map(table.columns);
  for (const [name, lists] of table.numberLists ?? []) columns.set(name, inferColumn(name, lists));
  return { ...table, columns, numberLists: undefined };
}
