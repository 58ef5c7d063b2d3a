import type { Column } from "@clipscope/datasets";
import type { OpenedDataset, RowSet } from "@clipscope/study";
import type { Explorer } from "../../app/explorer.js";
import { rowDetails, rowName } from "../../rows/row-name.js";

/** What a table of rows is sorted by. */
export type SortBy = "selected" | "name" | "details" | "prediction" | "probability" | "color";

/** Whether the first click sorts from high to low: numbers and what is selected. */
export const isBefore = (by: SortBy): boolean => by === "selected" || by === "probability";

/** Rows in order; those without a value come last either way, and equal ones keep the data's order. */
export function sortRows(
  rows: Int32Array,
  by: SortBy | undefined,
  down: boolean,
  about: {
    explorer: Explorer;
    dataset: OpenedDataset;
    colored: Column | undefined;
    selected: RowSet | undefined;
  },
): Int32Array {
  if (by === undefined) return rows;
  const read = readerOf(by, about);
  const values = Array.from(rows, (row) => read(row));
  const sign = down ? -1 : 1;
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  const order = Array.from(rows.keys()).sort((i, j) => {
    const [a, b] = [values[i], values[j]];
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined) || i - j;
    const first = typeof a === "string" && typeof b === "string" ? compare(a, b) : Number(a) - Number(b);
    return sign * first || i - j;
  });
  return Int32Array.from(order, (at) => rows[at]);
}

function readerOf(
  by: SortBy,
  { explorer, dataset, colored, selected }: Parameters<typeof sortRows>[3],
): (row: number) => string | number | undefined {
  switch (by) {
    case "selected":
      return (row) => Number(selected?.has(row) ?? false);
    case "name":
      return (row) => rowName(dataset, row);
    case "details":
      return (row) => rowDetails(dataset, row);
    case "prediction":
      return (row) => {
        const verdict = explorer.verdict(row);
        return verdict?.scores.classes[verdict.classes[0]].names[0];
      };
    case "probability":
      return (row) => explorer.verdict(row)?.probabilities[0];
    case "color":
      return (row) => {
        if (colored?.kind === "category") return colored.values[colored.codes[row]];
        if (colored?.kind !== "number" || Number.isNaN(colored.values[row])) return undefined;
        return colored.values[row];
      };
  }
}
