import type { Column } from "./dataset.js";

/** Selects rows of a column in the given order, with -1 for a missing value: `[rows.length]`. */
export function takeColumn(column: Column, rows: Int32Array): Column {
  if (column.kind === "text") return { ...column, at: (row) => (rows[row] < 0 ? "" : column.at(rows[row])) };
  if (column.kind === "number") {
    return {
      ...column,
      values: Float64Array.from(rows, (row) => (row < 0 ? Number.NaN : column.values[row])),
    };
  }
  if (column.kind === "category") {
    return { ...column, codes: Int32Array.from(rows, (row) => (row < 0 ? -1 : column.codes[row])) };
  }
  const offsets = new Int32Array(rows.length + 1);
  const codes: number[] = [];
  for (const [i, row] of rows.entries()) {
    if (row >= 0)
      for (let c = column.offsets[row]; c < column.offsets[row + 1]; c++) codes.push(column.codes[c]);
    offsets[i + 1] = codes.length;
  }
  return { ...column, offsets, codes: Int32Array.from(codes) };
}
