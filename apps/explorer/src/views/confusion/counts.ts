import type { Cell } from "@clipscope/charts";

/**
 * Largest number of entries of a full matrix of counts, in all and per item: scanning larger ones would be slower than
 * a map of cells.
 */
const DENSE = { entries: 2 ** 22, perItem: 16 };

/** The cells that are not empty, by row and column. `rows` and `columns`: the category of each item, `[items]`. */
export function countCells(rows: Int32Array, columns: Int32Array, categories: number): Cell[] {
  const cells: Cell[] = [];
  if (categories ** 2 <= Math.min(DENSE.entries, DENSE.perItem * rows.length)) {
    const counts = new Int32Array(categories * categories);
    for (let i = 0; i < rows.length; i++) counts[rows[i] * categories + columns[i]]++;
    for (let row = 0, at = 0; row < categories; row++) {
      for (let column = 0; column < categories; column++, at++) {
        if (counts[at] > 0) cells.push({ row, column, n: counts[at] });
      }
    }
    return cells;
  }
  const counts = new Map<number, number>();
  for (let i = 0; i < rows.length; i++) {
    const at = rows[i] * categories + columns[i];
    counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  for (const [at, n] of counts) cells.push({ row: Math.floor(at / categories), column: at % categories, n });
  return cells.sort((a, b) => a.row - b.row || a.column - b.column);
}

/** Number of items off the diagonal in the row or the column of each category. */
export function errorsOf(cells: readonly Cell[], categories: number): Float64Array {
  const errors = new Float64Array(categories);
  for (const { row, column, n } of cells) {
    if (row === column) continue;
    errors[row] += n;
    errors[column] += n;
  }
  return errors;
}
