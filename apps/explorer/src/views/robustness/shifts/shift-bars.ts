import type { AccuracyBar } from "@clipscope/charts";
import { msg } from "@lit/localize";
import { useWords } from "../uses.js";
import type { ShiftTable } from "./shift-table.js";

/** The chart's bars, one per row in the same order; hollow if the model was trained or chosen on the value. */
export function shiftBars({ rows, reference }: ShiftTable): AccuracyBar[] {
  return rows.map(({ value, use, accuracy: { value: accuracy, low, high, n } }) => {
    const notes = [
      value === reference ? msg("reference") : "",
      use && use !== "evaluation" ? useWords(use) : "",
    ];
    const note = notes.filter(Boolean).join(", ");
    return {
      title: value,
      value: accuracy,
      low,
      high,
      n,
      ...(note && { note }),
      ...(use && use !== "evaluation" && { hollow: true }),
    };
  });
}
