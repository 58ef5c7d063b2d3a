import type { Auroc, NoneOfThese, Proportion } from "@clipscope/toolkit";
import { type Formula, fixed, share } from "../formulas.js";

/** The accuracy of guessing, where the questions have these numbers of choices. */
export function guessingFormula(choices: readonly number[]): Formula {
  const counts = [...new Set(choices)].map((n) => ({
    n,
    times: choices.filter((each) => each === n).length,
  }));
  const value = choices.reduce((sum, n) => sum + 1 / n, 0) / choices.length;
  return {
    title: "The accuracy of guessing",
    formula: "chance = mean over the questions of 1 / number of choices",
    steps: [`= (${counts.map(({ n, times }) => `${times}·1/${n}`).join(" + ")}) / ${choices.length}`],
    value,
    result: share(value, 2),
    note: "A task with many choices has a low accuracy more easily than one with two: compare with chance first.",
  };
}

/** Standard deviation of the accuracies of several wordings. */
export function spreadFormula(accuracies: readonly number[]): Formula {
  const n = accuracies.length;
  const mean = accuracies.reduce((sum, each) => sum + each, 0) / n;
  const squares = accuracies.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const value = Math.sqrt(squares / (n - 1));
  return {
    title: "The spread of the wordings",
    formula: "s = √(Σ (accuracy − mean)² / (wordings − 1))",
    steps: [`mean = ${share(mean, 2)} of ${n} wordings`, `= √(${fixed(squares, 5)} / ${n - 1})`],
    value,
    result: `${fixed(100 * value, 2)} points`,
    note: "Whoever picks one of these wordings without measuring picks an accuracy from this spread.",
  };
}

/** The criterion of the chosen threshold: the mean of the shares kept and rejected. */
export function balanceFormula({ kept, rejected = 0, threshold }: NoneOfThese): Formula {
  const value = (kept + rejected) / 2;
  return {
    title: "The criterion of the threshold",
    formula:
      "(share kept of the pictures of a class + share rejected of those of no class) / 2, on validation",
    steps: [`threshold = ${share(threshold, 2)}`, `= (${share(kept, 2)} + ${share(rejected, 2)}) / 2`],
    value,
    result: share(value, 2),
    note: "The threshold is the one with the largest value. Other costs of the two mistakes give another threshold.",
  };
}

/** The difference of two shares in the same group under two lists of classes, in points. */
export function shiftFormula(before: Proportion, after: Proportion): Formula {
  const value = after.value - before.value;
  return {
    title: "What the added class did",
    formula: "share with the added class − share without it",
    steps: [
      `= ${after.successes}/${after.n} − ${before.successes}/${before.n}`,
      `= ${share(after.value, 2)} − ${share(before.value, 2)}`,
    ],
    value,
    result: `${fixed(100 * value, 1)} points`,
    note: "The same pictures and the same model: only the list of classes differs.",
  };
}

/** How well a value tells pictures on the list from others. */
export function aurocFormula({ value, low, high, level, relevant, irrelevant }: Auroc): Formula {
  const pairs = relevant * irrelevant;
  const wins = Math.round(2 * value * pairs) / 2;
  return {
    title: "Told apart",
    formula:
      "AUROC = pairs in which the picture on the list has the higher value / all pairs; equal ones count half",
    steps: [
      `= ${wins} / (${relevant} · ${irrelevant})`,
      `${share(level, 0)} interval (DeLong): ${fixed(low)} to ${fixed(high)}`,
    ],
    value,
    result: fixed(value, 4),
    note: "1 if some threshold separates them without a mistake, 0.5 if the value says nothing. No threshold needs to be chosen for it.",
  };
}
