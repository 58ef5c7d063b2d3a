import type { CellPlace } from "@clipscope/charts";
import { counted, percent } from "@clipscope/charts";
import type { RowSet, Scores } from "@clipscope/study";
import type { Level } from "./levels.js";
import { type Confusion, type Order, rollUp, type Share } from "./roll-up.js";

/** A confusion matrix of the labeled rows that pass the filters. */
export interface RowConfusion extends Confusion {
  /** The dataset's row of each counted image. */
  rows: Int32Array;
}

/** The confusion matrix at a level; undefined if no shown row has a class. */
export function confusionOf(
  scores: Scores,
  shown: RowSet,
  level: Level,
  order: Order,
): RowConfusion | undefined {
  const at = Array.from(scores.rows.keys()).filter((i) => scores.labels[i] >= 0 && shown.has(scores.rows[i]));
  if (at.length === 0) return undefined;
  const labels = Int32Array.from(at, (i) => scores.labels[i]);
  const predictions = Int32Array.from(at, (i) => scores.predictions[i]);
  const rows = Int32Array.from(at, (i) => scores.rows[i]);
  return { ...rollUp(labels, predictions, level.of, order), rows };
}

/** A one-sentence summary of the matrix, and how to read it. */
export function summarize({ matrix, categories, cells }: Confusion): string {
  const right = cells.reduce((sum, { row, column, n }) => sum + (row === column ? n : 0), 0);
  const what = counted(categories.length, "category", "categories");
  return `${what}, ${counted(matrix.total, "image")}: ${percent(right / matrix.total)} on the diagonal. Rows are true, columns predicted. Scroll or pinch to zoom, click a cell to see its images.`;
}

/** A sentence about one cell, with its share as the matrix shows it; empty without a cell. */
export function describeCell(confusion: Confusion, place: CellPlace | undefined, by: Share): string {
  const { categories, cells, matrix } = confusion;
  if (!place || place.row >= categories.length || place.column >= categories.length) return "";
  const { row, column } = place;
  const count = (of: (cell: { row: number; column: number }) => boolean) =>
    cells.reduce((sum, cell) => sum + (of(cell) ? cell.n : 0), 0);
  const n = count((cell) => cell.row === row && cell.column === column);
  const wholes = {
    row: [count((cell) => cell.row === row), `truly ${categories[row]}`],
    column: [count((cell) => cell.column === column), `predicted ${categories[column]}`],
    total: [matrix.total, "in all"],
  } as const;
  const [whole, which] = wholes[by];
  const share = whole > 0 ? `, ${percent(n / whole)} of the ${counted(whole, "image")} ${which}` : "";
  return `${cellTitle(categories, place)}: ${counted(n, "image")}${share}`;
}

/**
 * Title of a cell: "True animals, predicted food". Above the classes the diagonal is not "right": an image may be
 * taken for another class of the same category.
 */
export function cellTitle(categories: readonly string[], { row, column }: CellPlace): string {
  const [truth, predicted] = [categories[row], categories[column]];
  return row === column ? `${truth}, predicted as ${predicted} too` : `True ${truth}, predicted ${predicted}`;
}
