import { percent } from "@clipscope/charts";
import { msg, str } from "@lit/localize";
import type { ShiftRow, ShiftTable } from "./shift-table.js";

/** A sentence that summarizes rows of a table, and those rows. */
export interface Headline {
  text: string;
  /** Rows among which `highest` and `lowest` were found. */
  among: readonly ShiftRow[];
  highest: ShiftRow;
  lowest: ShiftRow;
}

/**
 * Summary of a table of shifts, computed from the rows that are drawn. If the data's registration says which values
 * the model has never seen, it is about those only. Undefined for fewer than two rows.
 */
export function headlineOf({ rows, column }: Pick<ShiftTable, "rows" | "column">): Headline | undefined {
  const unseen = rows.filter(({ use }) => use === "evaluation");
  const isTold = rows.every(({ use }) => use !== undefined) && unseen.length >= 2;
  const among = isTold ? unseen : rows;
  if (among.length < 2) return undefined;
  const highest = among.reduce((best, row) => (row.accuracy.value > best.accuracy.value ? row : best));
  const lowest = among.reduce((worst, row) => (row.accuracy.value < worst.accuracy.value ? row : worst));
  const of = ({ value, accuracy }: ShiftRow) => `${percent(accuracy.value)} (${value})`;
  const where = isTold
    ? msg(str`Among the ${among.length} never seen in training or validation, accuracy`)
    : among.length === 2
      ? msg("Accuracy")
      : msg(str`Over ${among.length} values of “${column}”, accuracy`);
  const text =
    highest === lowest || highest.accuracy.value === lowest.accuracy.value
      ? msg(str`${where} is the same, ${percent(highest.accuracy.value)}`)
      : msg(str`${where} goes from ${of(highest)} to ${of(lowest)}`);
  return { text, among, highest, lowest };
}
