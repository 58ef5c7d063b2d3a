import { categoryColumn, cellText } from "./columns.js";
import type { CategoryColumn, Column, ListColumn, NumberColumn } from "./dataset.js";

/** A column of one part; undefined if the part lacks it, which leaves its rows missing. */
export interface ColumnPart {
  column: Column | undefined;
  rows: number;
}

/**
 * Concatenates the rows of several columns. Categories and lists are aligned by value, in order of first
 * occurrence. Columns of different kinds become a category if all are numbers or categories, otherwise a text
 * column.
 */
export function concatenateColumns(title: string, parts: readonly ColumnPart[]): Column {
  const kinds = new Set(parts.flatMap(({ column }) => column?.kind ?? []));
  if (kinds.size === 1 && kinds.has("number")) return concatenateNumbers(title, parts);
  if (kinds.size === 1 && kinds.has("category")) return concatenateCategories(title, parts);
  if (kinds.has("list") && !kinds.has("text")) return concatenateLists(title, parts);
  if (!kinds.has("text") && !kinds.has("list")) {
    const texts = parts.flatMap(({ column, rows }) =>
      Array.from({ length: rows }, (_, row) => (column ? cellText(column, row) : "")),
    );
    return categoryColumn(title, texts);
  }
  const starts = [0];
  for (const { rows } of parts) starts.push((starts.at(-1) ?? 0) + rows);
  return {
    kind: "text",
    title,
    at(row) {
      const part = partOf(starts, row);
      const column = parts[part]?.column;
      return column ? cellText(column, row - starts[part]) : "";
    },
  };
}

/** The part that contains a row: the last one that starts at or before it. */
export function partOf(starts: readonly number[], row: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

function concatenateNumbers(title: string, parts: readonly ColumnPart[]): NumberColumn {
  const values = new Float64Array(parts.reduce((sum, { rows }) => sum + rows, 0)).fill(Number.NaN);
  let start = 0;
  let unit: string | undefined;
  for (const { column, rows } of parts) {
    if (column?.kind === "number") {
      values.set(column.values, start);
      unit ??= column.unit;
    }
    start += rows;
  }
  return { kind: "number", title, values, ...(unit === undefined ? {} : { unit }) };
}

function concatenateCategories(title: string, parts: readonly ColumnPart[]): CategoryColumn {
  const { values, codesOf } = unionOfValues(parts);
  const codes = new Int32Array(parts.reduce((sum, { rows }) => sum + rows, 0)).fill(-1);
  let start = 0;
  for (const { column, rows } of parts) {
    if (column?.kind === "category") {
      const to = codesOf(column.values);
      for (let row = 0; row < rows; row++) {
        const code = column.codes[row];
        if (code >= 0) codes[start + row] = to[code];
      }
    }
    start += rows;
  }
  return { kind: "category", title, codes, values };
}

function concatenateLists(title: string, parts: readonly ColumnPart[]): ListColumn {
  const lists = parts.map((part) => ({ ...part, column: part.column && asList(part.column, part.rows) }));
  const { values, codesOf } = unionOfValues(lists);
  const offsets = new Int32Array(parts.reduce((sum, { rows }) => sum + rows, 1));
  const codes = new Int32Array(lists.reduce((sum, { column }) => sum + (column?.codes.length ?? 0), 0));
  let [row, at] = [0, 0];
  for (const { column, rows } of lists) {
    const to = column && codesOf(column.values);
    for (let r = 0; r < rows; r++, row++) {
      if (column && to) {
        for (let i = column.offsets[r]; i < column.offsets[r + 1]; i++) codes[at++] = to[column.codes[i]];
      }
      offsets[row + 1] = at;
    }
  }
  return { kind: "list", title, offsets, codes, values };
}

/** Converts a column to a list with at most one value per row. */
function asList(column: Column, rows: number): ListColumn {
  if (column.kind === "list") return column;
  const { title, codes, values } =
    column.kind === "category"
      ? column
      : categoryColumn(
          column.title,
          Array.from({ length: rows }, (_, row) => cellText(column, row)),
        );
  const offsets = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row++) offsets[row + 1] = offsets[row] + (codes[row] < 0 ? 0 : 1);
  return { kind: "list", title, offsets, codes: codes.filter((code) => code >= 0), values };
}

/** The union of the values of all parts, and the mapping from each part's codes to it. */
function unionOfValues(parts: readonly { column?: Column }[]) {
  const codeOf = new Map<string, number>();
  for (const { column } of parts) {
    if (column?.kind !== "category" && column?.kind !== "list") continue;
    for (const value of column.values) if (!codeOf.has(value)) codeOf.set(value, codeOf.size);
  }
  return {
    values: [...codeOf.keys()],
    codesOf: (values: readonly string[]) => Int32Array.from(values, (value) => codeOf.get(value) ?? -1),
  };
}
