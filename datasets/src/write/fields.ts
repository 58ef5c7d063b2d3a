import { fieldTexts } from "../read/column-kinds.js";
import { type CheckedTable, KEY } from "./embeddings-table.js";

/** Keys (first) and columns as texts, by name: `[rows]` each. */
export function fieldsOf({ keys, columns, embeddings }: CheckedTable): Map<string, readonly string[]> {
  const fields = new Map<string, readonly string[]>([[KEY, keys]]);
  for (const [name, column] of columns) fields.set(name, fieldTexts(column, embeddings.rows));
  return fields;
}
