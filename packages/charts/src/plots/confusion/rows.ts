import type { ConfusionMatrix } from "@clipscope/toolkit/metrics";
import { ClipscopeError } from "@clipscope/types";
import { type ChartRow, numberIn, textIn } from "../rows.js";

/** Columns of the CSV; those of a difference have the earlier counts too. */
export const confusionColumns = (before: ConfusionMatrix | undefined): string[] => [
  ...["label", "predicted", "images"],
  ...(before ? ["before"] : []),
];

/** A row for each cell that is not empty, and for each class's right predictions, in the drawn order. */
export function* confusionRows(
  { classes, counts }: ConfusionMatrix,
  names: readonly string[],
  order: Int32Array,
  before?: ConfusionMatrix,
): Iterable<(string | number)[]> {
  for (const label of order) {
    for (const prediction of order) {
      const at = label * classes + prediction;
      const then = before?.counts[at] ?? 0;
      if (counts[at] === 0 && then === 0 && label !== prediction) continue;
      yield [names[label], names[prediction], counts[at], ...(before ? [then] : [])];
    }
  }
}

/** The matrices that `confusionRows` wrote, their classes in the order of the rows' labels. */
export function confusionFromRows(rows: readonly ChartRow[]): {
  matrix: ConfusionMatrix;
  names: string[];
  before?: ConfusionMatrix;
} {
  const names = [...new Set(rows.map((row) => textIn(row, "label")))];
  const place = new Map(names.map((name, c) => [name, c]));
  const counts = new Int32Array(names.length ** 2);
  const earlier = rows[0]?.before === undefined ? undefined : new Int32Array(names.length ** 2);
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
    const cell = (place.get(label) as number) * names.length + at;
    counts[cell] += n;
    total += n;
    if (earlier) earlier[cell] += numberIn(row, "before");
  }
  const classes = names.length;
  const before = earlier && { classes, counts: earlier, total: earlier.reduce((sum, n) => sum + n, 0) };
  return { matrix: { classes, counts, total }, names, ...(before && { before }) };
}
