import { ClipscopeError, checkOneOf, checkOptions } from "@clipscope/types";
import { checkNamed } from "../checks.js";
import { type BootstrapOptions, bootstrapInterval } from "./bootstrap.js";
import { checkPaired } from "./labels.js";
import { chiSquareTail, incompleteBeta } from "./quantiles.js";

export interface PairedDifference {
  /** Mean of the second run minus mean of the first. */
  difference: number;
  /** Confidence interval of the difference, at `level`. */
  low: number;
  high: number;
  level: number;
  /** Share of resamples in which the second run is better; ties count half. */
  secondBetter: number;
}

/**
 * Compares two runs on the same rows by the paired bootstrap: whole rows are resampled, so that difficulty
 * common to both runs cancels. `first` and `second` are `[rows]`, one score per row, such as 1 for right and
 * 0 for wrong. As `scipy.stats.bootstrap` with `paired=True` and "percentile". Throws `bad-argument`.
 */
export function pairedBootstrap(
  inputs: { first: ArrayLike<number>; second: ArrayLike<number> },
  options: BootstrapOptions = {},
): PairedDifference {
  checkNamed(inputs, ["first", "second"], "pairedBootstrap");
  checkOptions(options, ["resamples", "seed", "level"], "pairedBootstrap");
  const { first, second } = inputs;
  if (first.length !== second.length || first.length === 0) throw notPaired(first.length, second.length);
  const gains = Float64Array.from({ length: first.length }, (_, row) => second[row] - first[row]);
  const wrong = gains.findIndex((gain) => !Number.isFinite(gain));
  if (wrong >= 0) {
    throw new ClipscopeError(
      "bad-argument",
      `The scores of row ${wrong} are ${first[wrong]} and ${second[wrong]}: leave out rows without a score.`,
    );
  }
  const mean = (rows: ArrayLike<number>) => {
    let sum = 0;
    for (let i = 0; i < rows.length; i++) sum += gains[rows[i]];
    return sum / rows.length;
  };
  let better = 0;
  let resamples = 0;
  const [low, high] = bootstrapInterval(
    gains.length,
    (rows) => {
      const difference = mean(rows);
      better += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
      resamples++;
      return difference;
    },
    options,
  );
  const difference = mean(gains.map((_, row) => row));
  return { difference, low, high, level: options.level ?? 0.95, secondBetter: better / resamples };
}

export interface McNemar {
  /** Rows that only the first run, and only the second run, classified correctly. */
  onlyFirst: number;
  onlySecond: number;
  /** Two-sided p-value: the probability of a split at least this uneven if both runs are equally good. */
  pValue: number;
  method: "exact" | "chi-square";
}

/**
 * McNemar's test (1947) of two runs on the same rows, from the rows where exactly one is correct. "exact" is
 * the binomial test; "chi-square" is its approximation with Edwards's continuity correction, (|b - c| - 1)² /
 * (b + c), for comparison with papers that use it. `first`, `second` and `labels` are `[rows]` class indices.
 * Throws `bad-argument` for different lengths, no rows or an unknown method.
 */
export function mcNemar(
  inputs: { first: ArrayLike<number>; second: ArrayLike<number>; labels: ArrayLike<number> },
  options: { method?: McNemar["method"] } = {},
): McNemar {
  checkNamed(inputs, ["first", "second", "labels"], "mcNemar");
  checkOptions(options, ["method"], "mcNemar");
  const { first, second, labels } = inputs;
  const { method = "exact" } = options;
  checkOneOf("method", method, ["exact", "chi-square"]);
  checkPaired(first.length, labels.length);
  if (first.length !== second.length) throw notPaired(first.length, second.length);
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let row = 0; row < labels.length; row++) {
    const [a, b] = [first[row] === labels[row], second[row] === labels[row]];
    if (a && !b) onlyFirst++;
    if (b && !a) onlySecond++;
  }
  const test = method === "exact" ? exactTail : correctedChiSquare;
  return { onlyFirst, onlySecond, pValue: test(onlyFirst, onlySecond), method };
}

/** Twice the probability of at most min(b, c) heads in b + c coin flips: I½(b + c - k, k + 1). */
function exactTail(b: number, c: number): number {
  const least = Math.min(b, c);
  return b === c ? 1 : Math.min(1, 2 * incompleteBeta(0.5, b + c - least, least + 1));
}

function correctedChiSquare(b: number, c: number): number {
  return b === c ? 1 : chiSquareTail((Math.abs(b - c) - 1) ** 2 / (b + c));
}

function notPaired(first: number, second: number): ClipscopeError {
  return new ClipscopeError(
    "bad-argument",
    `The first run has ${first} rows and the second ${second}: compare runs on the same rows, at least one.`,
  );
}

/** `pairedBootstrap` as an experiment for `record`. */
export const pairedBootstrapExperiment = {
  id: "paired-bootstrap",
  run: (i: { first: ArrayLike<number>; second: ArrayLike<number> }, o: BootstrapOptions) =>
    pairedBootstrap(i, o),
  random: { seed: 42 },
};

/** `mcNemar` as an experiment for `record`. */
export const mcnemarExperiment = {
  id: "mcnemar",
  run: (
    i: { first: ArrayLike<number>; second: ArrayLike<number>; labels: ArrayLike<number> },
    o: { method?: McNemar["method"] },
  ) => mcNemar(i, o),
};
