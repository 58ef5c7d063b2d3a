import type { Dataset } from "@clipscope/datasets";
import { countCorrect, countTopK, type Proportion, proportion } from "@clipscope/toolkit";
import { categoryFor } from "./columns.js";
import type { ZeroShotEvaluation } from "./zero-shot.js";

/** Accuracy on the images with one value of a column, with 95% Wilson intervals. */
export interface AccuracyOfValue {
  value: string;
  top1: Proportion;
  inTopK: Proportion;
}

/**
 * Accuracy of a zero-shot evaluation by the values of any column, in the column's order; values without
 * images are omitted, and images without a value are excluded. Throws `bad-argument` for a missing column, or
 * one with several values per row.
 */
export function accuracyBy(
  dataset: Dataset,
  name: string,
  { rows, labels, predictions, topK }: ZeroShotEvaluation,
): AccuracyOfValue[] {
  const { codes, values } = categoryFor(dataset, "grouping", name);
  const within = values.map((): number[] => []);
  for (const [i, row] of rows.entries()) if (codes[row] >= 0) within[codes[row]].push(i);
  return values.flatMap((value, v) => {
    const own = within[v];
    if (own.length === 0) return [];
    const truth = Int32Array.from(own, (i) => labels[i]);
    const predicted = Int32Array.from(own, (i) => predictions[i]);
    const best = own.flatMap((i) => Array.from(topK.classes.subarray(i * topK.k, (i + 1) * topK.k)));
    return [
      {
        value,
        top1: proportion(countCorrect({ predictions: predicted, labels: truth }), own.length),
        inTopK: proportion(
          countTopK({ topK: { ...topK, classes: Int32Array.from(best) }, labels: truth }),
          own.length,
        ),
      },
    ];
  });
}
