import { fieldTexts } from "../read/column-kinds.js";
import { type CheckedTable, EMBEDDING } from "./embeddings-table.js";

/** What formats of arrays hold besides the embeddings. */
export interface ColumnArrays {
  /** Codes of categories as whole numbers, -1 where missing; numbers as float64: `[rows]` each. */
  numbers: Map<string, BigInt64Array | Float64Array>;
  /** Texts, lists as JSON, keys not among them: `[rows]` each. */
  texts: Map<string, readonly string[]>;
  /** Names of the label's codes, if there is a label. */
  classNames?: readonly string[];
}

/** Columns as arrays of numbers where their kind allows it. The label is in codes; other categories are texts. */
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
