import type { ConfusionMatrix } from "@clipscope/toolkit/metrics";
import { ClipscopeError } from "@clipscope/types";
import { type ChartRow, numberIn, textIn } from "../rows.js";

export const CONFUSION_COLUMNS = ["label", "predicted", "images"] as const;

/** A row for each cell that is not empty, and for each class's right predictions, in the drawn order. */
export function* confusionRows(
  { classes, counts }: ConfusionMatrix,
  names: readonly string[],
  order: Int32Array,
): Iterable<[string, string, number]> {
  for (const label of order) {
    for (const prediction of order) {
      const n = counts[label * classes + prediction];
      if (n > 0 || label === prediction) yield [names[label], names[prediction], n];
    }
  }
}

/** The matrix that `confusionRows` wrote, its classes in the order of the rows' labels. */
export function confusionFromRows(rows: readonly ChartRow[]): { matrix: ConfusionMatrix; names: string[] } {
  const names = [...new Set(rows.map((row) => textIn(row, "label")))];
  const place = new Map(names.map((name, c) => [name, c]));
  const counts = new Int32Array(names.length ** 2);
  let total = 0;
  for (const row of rows) {
    const [label, prediction] = ["label", "predicted"].map((column) => textIn(row, column));
    const at = place.get(prediction);
    if (at === undefined) {
      throw new ClipscopeError(
        "bad-argument",
        `"${prediction}" is predicted but is no label: each class needs a row.`,
      );
    }
    const n = numberIn(row, "images");
    counts[(place.get(label) as number) * names.length + at] += n;
    total += n;
  }
  return { matrix: { classes: names.length, counts, total }, names };
}
