import type { Column } from "@clipscope/datasets";
import { ClipscopeError } from "@clipscope/types";
import type { Filter } from "./filter.js";
import type { KeyIndex } from "./key-index.js";
import { allRows, type RowSet, rowSet } from "./row-set.js";

/** Columns by name: a dataset's `columns`, or those and the computed ones. */
export interface Columns {
  get(name: string): Column | undefined;
}

/**
 * The rows of a dataset with `size` rows that pass a filter; `not` selects exactly the other rows. Values and keys
 * that are not in the data match no row. Throws `not-found` for an unknown column, and `bad-argument` for a column
 * of the wrong kind for the filter.
 */
export function filterRows(filter: Filter, columns: Columns, keys: KeyIndex, size: number): RowSet {
  const passing = passes(filter, columns, keys, size);
  return filter.not ? passing.not() : passing;
}

/** The rows that pass every filter; all rows without filters. Throws the errors of `filterRows`. */
export function rowsOfFilters(
  filters: readonly Filter[],
  columns: Columns,
  keys: KeyIndex,
  size: number,
): RowSet {
  return filters.reduce((rows, filter) => rows.and(filterRows(filter, columns, keys, size)), allRows(size));
}

function passes(filter: Filter, columns: Columns, keys: KeyIndex, size: number): RowSet {
  if (filter.kind === "rows") {
    const rows = filter.keys.map((key) => keys.get(key)).filter((row) => row !== undefined);
    return rowSet(size, rows);
  }
  const column = columns.get(filter.column);
  if (!column) {
    throw new ClipscopeError(
      "not-found",
      `A filter uses the column "${filter.column}", which does not exist: remove the filter.`,
    );
  }
  switch (filter.kind) {
    case "values":
      return rowSet(size, hasValue(column, filter.values));
    case "range": {
      if (column.kind !== "number") {
        const kind = `The column "${column.title}" is of kind ${column.kind}`;
        throw new ClipscopeError("bad-argument", `${kind}: only a number column has ranges.`);
      }
      const { values } = column;
      const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = filter;
      return rowSet(size, (row) => values[row] >= from && values[row] <= to);
    }
    case "text":
      return rowSet(size, containsText(column, filter.query));
  }
}

/** Whether a row has one of these values; `null` stands for a missing one. */
function hasValue(column: Column, values: readonly (string | null)[]): (row: number) => boolean {
  const wanted = new Set(values);
  const missing = wanted.has(null);
  if (column.kind === "category") {
    const ofCode = column.values.map((value) => wanted.has(value));
    return (row) => (column.codes[row] < 0 ? missing : ofCode[column.codes[row]]);
  }
  if (column.kind === "list") {
    const ofCode = column.values.map((value) => wanted.has(value));
    return (row) => {
      const [start, end] = [column.offsets[row], column.offsets[row + 1]];
      if (start === end) return missing;
      for (let i = start; i < end; i++) if (ofCode[column.codes[i]]) return true;
      return false;
    };
  }
  if (column.kind === "number") {
    const { values: numbers } = column;
    return (row) => (Number.isNaN(numbers[row]) ? missing : wanted.has(String(numbers[row])));
  }
  return (row) => wanted.has(column.at(row) || null);
}

/** Whether a row's text contains a query. A missing value is an empty text. */
function containsText(column: Column, query: string): (row: number) => boolean {
  const wanted = folded(query);
  const contains = (text: string) => folded(text).includes(wanted);
  if (column.kind === "text") return (row) => contains(column.at(row));
  if (column.kind === "number") {
    const { values } = column;
    return (row) => contains(Number.isNaN(values[row]) ? "" : String(values[row]));
  }
  const ofCode = column.values.map(contains);
  if (column.kind === "category") {
    return (row) => (column.codes[row] < 0 ? wanted === "" : ofCode[column.codes[row]]);
  }
  return (row) => {
    if (wanted === "") return true;
    for (let i = column.offsets[row]; i < column.offsets[row + 1]; i++) {
      if (ofCode[column.codes[i]]) return true;
    }
    return false;
  };
}

/** Text normalized for comparison: lower case, and "é" as one character, which many file names write as two. */
const folded = (text: string) => text.toLowerCase().normalize("NFC");
