import type { Scores } from "@clipscope/study";
import { type PairedDifference, type Proportion, pairedBootstrap, proportion } from "@clipscope/toolkit";
import { type Formula, fixed, share } from "../formulas.js";

/** A scored image that has a label. */
export interface Answered {
  row: number;
  /** Indices of classes. */
  label: number;
  prediction: number;
  right: boolean;
}

/** The scored images that have a label, in the order of their rows. */
export const answered = ({
  rows,
  labels,
  predictions,
}: Pick<Scores, "rows" | "labels" | "predictions">): Answered[] =>
  Array.from(rows, (row, i) => ({
    row,
    label: labels[i],
    prediction: predictions[i],
    right: labels[i] === predictions[i],
  })).filter(({ label }) => label >= 0);

/** Accuracy, with its Wilson interval, of the images of each group; images without a group are left out. */
export function accuracyOf<G>(
  images: readonly Answered[],
  groupOf: (image: Answered) => G | undefined,
): { group: G; top1: Proportion }[] {
  const groups = new Map<G, Answered[]>();
  for (const image of images) {
    const group = groupOf(image);
    if (group === undefined) continue;
    groups.set(group, [...(groups.get(group) ?? []), image]);
  }
  return [...groups].map(([group, own]) => ({
    group,
    top1: proportion(own.filter(({ right }) => right).length, own.length),
  }));
}

/** Where mistakes are: "one" if a class has at least half of them, "many" if none has, "none" without mistakes. */
export function placeOfMistakes(images: readonly Answered[]): "one" | "many" | "none" {
  const wrong = images.filter(({ right }) => !right);
  if (wrong.length === 0) return "none";
  const most = Math.max(...accuracyOf(wrong, ({ label }) => label).map(({ top1 }) => top1.n));
  return 2 * most >= wrong.length ? "one" : "many";
}

/** Mistakes as pairs of true and predicted class, the most frequent first. */
export function mistakes(
  images: readonly Answered[],
): { label: number; prediction: number; count: number }[] {
  const counts = new Map<string, { label: number; prediction: number; count: number }>();
  for (const { label, prediction, right } of images) {
    if (right) continue;
    const key = `${label} ${prediction}`;
    const known = counts.get(key) ?? { label, prediction, count: 0 };
    counts.set(key, { ...known, count: known.count + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

/** Two runs on the same images. */
export interface Compared extends PairedDifference {
  n: number;
  /** Images that only the first, and only the second, answered rightly. */
  onlyFirst: number;
  onlySecond: number;
}

/** Accuracy of the second run minus that of the first on the images that both have scored; undefined without any. */
export function compareRuns(
  first: Pick<Scores, "rows" | "labels" | "predictions">,
  second: Pick<Scores, "rows" | "labels" | "predictions">,
): Compared | undefined {
  const others = new Map(answered(second).map(({ row, right }) => [row, right]));
  const both = answered(first).filter(({ row }) => others.has(row));
  if (both.length === 0) return undefined;
  const a = both.map(({ right }) => Number(right));
  const b = both.map(({ row }) => Number(others.get(row)));
  const only = (x: number[], y: number[]) => x.filter((each, i) => each > y[i]).length;
  return {
    ...pairedBootstrap({ first: a, second: b }, { seed: 42 }),
    n: both.length,
    onlyFirst: only(a, b),
    onlySecond: only(b, a),
  };
}

/** "rises" or "falls" if the interval of a difference is on one side of 0, "unclear" if it contains 0. */
export const verdictOf = ({ low, high }: PairedDifference): "rises" | "falls" | "unclear" =>
  low > 0 ? "rises" : high < 0 ? "falls" : "unclear";

/** A difference of accuracies on the same images. */
export function differenceFormula(
  compared: Compared,
  names: readonly [first: string, second: string],
): Formula {
  const { n, onlyFirst, onlySecond, difference, low, high, level } = compared;
  const points = (value: number) => fixed(100 * value, 1);
  return {
    title: `${names[1]} minus ${names[0]}`,
    formula: "difference = (right only by the second − right only by the first) / images",
    steps: [
      `= (${onlySecond} − ${onlyFirst}) / ${n}`,
      `${share(level, 0)} interval (paired bootstrap): ${points(low)} to ${points(high)} points`,
    ],
    value: difference,
    result: `${points(difference)} points`,
    note: "Images that both answer rightly or both wrongly cancel. For the interval, whole images are drawn again with replacement, a thousand times and more, and the difference is computed each time.",
  };
}

/**
 * The number of images at which the interval of an accuracy would be half as wide, if the accuracy stayed the same.
 */
export function imagesForHalf({ successes, n }: Pick<Proportion, "successes" | "n">): number {
  const width = (factor: number) => {
    const { low, high } = proportion(Math.round(successes * factor), Math.round(n * factor));
    return high - low;
  };
  const half = width(1) / 2;
  let more = n;
  while (width(more / n) > half) more++;
  return more;
}
