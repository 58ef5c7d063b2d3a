import { ClipscopeError, checkOptions } from "@clipscope/types";
import { checkNamed } from "../checks.js";
import { checkPaired } from "../metrics/labels.js";

/** Predictions of one run, `[rows]`; a `ZeroShot` result qualifies. */
export interface Run {
  predictions: ArrayLike<number>;
  /** Confidences from 0 to 1; if given, the strongest disagreements come first. */
  confidences?: ArrayLike<number>;
}

export interface Disagreement {
  /**
   * Rows with different predictions, by descending product of the confidences if both runs have them,
   * otherwise in ascending order.
   */
  rows: Int32Array;
  /**
   * The rows of `rows` that only the first run, only the second run, and neither run classified correctly;
   * undefined without labels.
   */
  onlyFirst?: Int32Array;
  onlySecond?: Int32Array;
  neither?: Int32Array;
  /** Share of all rows with the same prediction, 0 to 1. */
  agreement: number;
  /** Cohen's kappa (1960): agreement beyond chance, given how often each run predicts each class. */
  kappa: number;
}

/**
 * Rows that two models, or two runs, classify differently, and their overall agreement. Throws
 * `bad-argument`.
 */
export function findDisagreement(inputs: {
  first: Run;
  second: Run;
  /** The correct class of each row: `[rows]` indices. */
  labels?: ArrayLike<number>;
}): Disagreement {
  checkNamed(inputs, ["first", "second"], "findDisagreement");
  checkOptions(inputs, ["first", "second", "labels"], "findDisagreement");
  const { first, second, labels } = inputs;
  const [a, b] = [first.predictions, second.predictions];
  checkPaired(a.length, (labels ?? a).length);
  if (a.length !== b.length) {
    throw new ClipscopeError(
      "bad-argument",
      `The first run has ${a.length} rows and the second ${b.length}: compare runs on the same rows.`,
    );
  }
  const rows: number[] = [];
  for (let row = 0; row < a.length; row++) if (a[row] !== b[row]) rows.push(row);
  const [sure, alsoSure] = [first.confidences, second.confidences];
  if (sure && alsoSure) {
    rows.sort((x, y) => sure[y] * alsoSure[y] - sure[x] * alsoSure[x] || x - y);
  }
  const where = (holds: (row: number) => boolean) => labels && Int32Array.from(rows.filter(holds));
  const right = (predictions: ArrayLike<number>, row: number) => predictions[row] === labels?.[row];
  const agreement = 1 - rows.length / a.length;
  const chance = chanceAgreement(a, b);
  return {
    rows: Int32Array.from(rows),
    onlyFirst: where((row) => right(a, row)),
    onlySecond: where((row) => right(b, row)),
    neither: where((row) => !right(a, row) && !right(b, row)),
    agreement,
    kappa: chance === 1 ? 1 : (agreement - chance) / (1 - chance),
  };
}

function chanceAgreement(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const counts = new Map<number, [number, number]>();
  const count = (prediction: number, run: 0 | 1) => {
    const both = counts.get(prediction) ?? [0, 0];
    both[run]++;
    counts.set(prediction, both);
  };
  for (let row = 0; row < a.length; row++) {
    count(a[row], 0);
    count(b[row], 1);
  }
  let sum = 0;
  for (const [x, y] of counts.values()) sum += (x / a.length) * (y / b.length);
  return sum;
}

/** `findDisagreement` as an experiment for `record`. */
export const disagreementExperiment = {
  id: "disagreement",
  run: (i: { first: Run; second: Run; labels?: ArrayLike<number> }) => findDisagreement(i),
};
