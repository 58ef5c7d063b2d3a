import { writeFile } from "node:fs/promises";
import { toCsv } from "@clipscope/toolkit/metrics";

/** Classified rows, as returned by every evaluation with predictions; a label is -1 for a row without a class. */
export interface Classified {
  classes: readonly { names: readonly string[] }[];
  rows: Int32Array;
  labels: Int32Array;
  predictions: Int32Array;
  confidences?: Float32Array;
}

/** Writes each row's key, label, prediction and, where there is one, confidence as CSV. */
export async function writePredictions(
  path: string,
  { keys }: { keys: { at(row: number): string | undefined } },
  { classes, rows, labels, predictions, confidences }: Classified,
): Promise<void> {
  const name = (c: number) => classes[c]?.names[0];
  const columns = ["key", "label", "prediction", "correct", ...(confidences ? ["confidence"] : [])];
  const lines = Array.from(rows, (row, i) => [
    keys.at(row),
    name(labels[i]),
    name(predictions[i]),
    labels[i] < 0 ? undefined : labels[i] === predictions[i],
    ...(confidences ? [confidences[i]] : []),
  ]);
  await writeFile(path, toCsv({ columns, rows: lines }));
}
