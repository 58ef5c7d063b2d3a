import type { CategoryColumn } from "@clipscope/datasets";
import { type Judged, type Scores, type ShiftLosses, shiftLosses } from "@clipscope/study";
import { accuracyByShift, type Proportion } from "@clipscope/toolkit";
import type { Use } from "../uses.js";

/** Scores of the images with one value of the shift column. */
export interface ShiftRow {
  value: string;
  /** How this value was used to train the model, if the data's registration says so. */
  use?: Use;
  /** Number of classes with images here. */
  classes: number;
  /** The dataset's row, and the index of the class, of each labeled image: `[images]`. */
  rows: Int32Array;
  labels: Int32Array;
  /** Accuracy on these images, with its 95% Wilson interval. */
  accuracy: Proportion;
  /** Accuracy on the reference's images of the same classes; absent for the reference and without such images. */
  onReference?: Proportion;
  /** Accuracy of the second model. */
  compared?: Proportion;
  /** The dataset's rows with a wrong prediction, ascending. */
  wrong: Int32Array;
  /** What is lost against the reference's images of the same classes; absent for the reference and without such images. */
  losses?: ShiftLosses;
}

/** Accuracy by the values of a column, in the column's order: the rows of table, chart and headline. */
export interface ShiftTable {
  column: string;
  reference: string;
  rows: readonly ShiftRow[];
  /** Number of labeled images without a value. */
  without: number;
}

type Scored = Pick<Scores, "rows" | "labels" | "predictions">;

/**
 * Counts accuracy by the values of a column. Images without a label, and values without labeled images, are left
 * out. `reference`: the requested value; if it has no images or none is requested, the first value with images is
 * used.
 */
export function shiftTable(
  column: CategoryColumn,
  scores: Scored,
  {
    reference: asked,
    compared,
    uses,
  }: { reference?: string; compared?: Scored; uses?: ReadonlyMap<string, Use> } = {},
): ShiftTable | undefined {
  const own = byValue(column, scores);
  const other = compared && byValue(column, compared);
  const present = column.values.filter((_, code) => own[code].length > 0);
  const reference = asked !== undefined && present.includes(asked) ? asked : present[0];
  if (reference === undefined) return undefined;
  const before = own[column.values.indexOf(reference)];
  const rows = column.values.flatMap((value, code): ShiftRow[] => {
    const places = own[code];
    if (places.length === 0) return [];
    const classes = new Set(places.map((at) => scores.labels[at]));
    const same = before.filter((at) => classes.has(scores.labels[at]));
    const use = uses?.get(value);
    return [
      {
        value,
        ...(use && { use }),
        classes: classes.size,
        rows: Int32Array.from(places, (at) => scores.rows[at]),
        labels: Int32Array.from(places, (at) => scores.labels[at]),
        accuracy: accuracyOf(scores, places),
        ...(value !== reference && same.length > 0 && { onReference: accuracyOf(scores, same) }),
        ...(compared && other && other[code].length > 0 && { compared: accuracyOf(compared, other[code]) }),
        ...(value !== reference &&
          same.length > 0 && { losses: shiftLosses(judgedOf(scores, same), judgedOf(scores, places)) }),
        wrong: Int32Array.from(
          places.filter((at) => scores.predictions[at] !== scores.labels[at]),
          (at) => scores.rows[at],
        ),
      },
    ];
  });
  const without = scores.rows.filter((row, at) => scores.labels[at] >= 0 && column.codes[row] < 0).length;
  return { column: column.title, reference, rows, without };
}

/** Value → places of its labeled images among the scored ones: `[values]`. */
function byValue({ codes, values }: CategoryColumn, { rows, labels }: Scored): number[][] {
  const places = values.map((): number[] => []);
  for (const [at, row] of rows.entries()) {
    if (labels[at] >= 0 && codes[row] >= 0) places[codes[row]].push(at);
  }
  return places;
}

function judgedOf({ rows, labels, predictions }: Scored, places: readonly number[]): Judged {
  return {
    rows: Int32Array.from(places, (at) => rows[at]),
    labels: Int32Array.from(places, (at) => labels[at]),
    right: Uint8Array.from(places, (at) => Number(predictions[at] === labels[at])),
  };
}

function accuracyOf({ labels, predictions }: Scored, places: readonly number[]): Proportion {
  const [{ shift: _, ...accuracy }] = accuracyByShift([
    {
      shift: "",
      predictions: places.map((at) => predictions[at]),
      labels: places.map((at) => labels[at]),
    },
  ]);
  return accuracy;
}
