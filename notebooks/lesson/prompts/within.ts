import type { Scores } from "@clipscope/study";
import { type Proportion, proportion } from "@clipscope/toolkit";
import { answered } from "../own/tally.js";

/** What was predicted for some rows: `[images]` each. */
export type Predicted = Pick<Scores, "rows" | "labels" | "predictions">;

/** The predictions for some of the dataset's rows. */
export function within({ rows, labels, predictions }: Predicted, chosen: ReadonlySet<number>): Predicted {
  const at = Array.from(rows.keys()).filter((i) => chosen.has(rows[i]));
  const take = (values: Int32Array) => Int32Array.from(at, (i) => values[i]);
  return { rows: take(rows), labels: take(labels), predictions: take(predictions) };
}

/** Accuracy on the images that have a label, with its Wilson interval. Throws without any. */
export function scoreOf(predicted: Predicted): Proportion {
  const images = answered(predicted);
  return proportion(images.filter(({ right }) => right).length, images.length);
}
