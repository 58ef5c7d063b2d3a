import { fieldTexts } from "../read/column-kinds.js";
import { type CheckedTable, EMBEDDING } from "./embeddings-table.js";

/** Columns as arrays, for array formats, without the embeddings. */
export interface ColumnArrays {
  /** Numeric columns, `[rows]` each: category codes as integers, -1 if missing; numbers as float64. */
  numbers: Map<string, BigInt64Array | Float64Array>;
  /** Text columns except the keys, with lists as JSON: `[rows]` each. */
  texts: Map<string, readonly string[]>;
  /** Names of the label's codes, if there is a label. */
  classNames?: readonly string[];
}

/**
 * Converts columns to numeric arrays where their kind allows. The label is stored as codes; other categories
 * as texts.
 */
export function arraysOf({ columns, label, embeddings: { rows } }: CheckedTable): ColumnArrays {
  const numbers = new Map<string, BigInt64Array | Float64Array>();
  const texts = new Map<string, readonly string[]>();
  let classNames: readonly string[] | undefined;
  for (const [name, column] of columns) {
    if (column.kind === "number") numbers.set(name, Float64Array.from(column.values));
    else if (column.kind === "category" && name === label) {
      numbers.set(name, BigInt64Array.from(column.codes, BigInt));
      classNames = column.values;
    } else texts.set(name, fieldTexts(column, rows));
  }
  return { numbers, texts, classNames };
}

export const MATRIX = `${EMBEDDING}s`;
