import type { Dataset } from "@clipscope/datasets";
import { countCorrect, countTopK, type Proportion, proportion } from "@clipscope/toolkit";
import { categoryFor } from "./columns.js";
import type { ZeroShotEvaluation } from "./zero-shot.js";

/** Accuracy on the images that have one value of a column, with Wilson's intervals at 95%. */
export interface AccuracyOfValue {
  value: string;
  top1: Proportion;
  inTopK: Proportion;
}

/**
 * What a zero-shot evaluation got right, by the values of any column that have images, in the column's order; images without
 * a value are in none. Throws `bad-argument` for a column that the dataset has not, or one with several values a row.
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
