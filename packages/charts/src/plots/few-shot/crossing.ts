import { bootstrapInterval } from "@clipscope/toolkit/metrics";
import { crossingShots } from "@clipscope/toolkit/probes";
import { ClipscopeError } from "@clipscope/types";
import { counted, decimal } from "../../format.js";

/** A method's accuracies against the number of labels, such as a `FewShotCurve` of the toolkit with a name. */
export interface FewShotSeries {
  name: string;
  /** In ascending order of labels per class. */
  points: readonly {
    /** Labels per class. */
    shots: number;
    /** Test accuracies, one for each seed, 0 to 1; the same seeds in the same order in every point. */
    scores: readonly number[];
  }[];
}

/** A mean over seeds, with its interval if there are at least two. */
export interface FewShotMean {
  shots: number;
  mean: number;
  low?: number;
  high?: number;
  seeds: number;
}

/** Labels per class at which a method's mean reaches the zero-shot accuracy; infinite if it never does. */
export interface FewShotCrossing {
  shots: number;
  low?: number;
  high?: number;
  /** The smallest and the largest number of labels that were tried. */
  tried: readonly [least: number, most: number];
}

export interface SeedBootstrap {
  /** Number of resamples of the seeds. Default 1000. */
  resamples?: number;
  /** Seed of the resampling. Default 42. */
  seed?: number;
}

/** The mean of each point over the seeds, with a 95% percentile bootstrap interval over the seeds. */
export function fewShotMeans({ points }: FewShotSeries, how: SeedBootstrap = {}): FewShotMean[] {
  return points.map(({ shots, scores }) => {
    const seeds = scores.length;
    const mean = meanOf(scores);
    if (seeds < 2) return { shots, mean, seeds };
    const [low, high] = bootstrapInterval(seeds, (rows) => meanOf(scores, rows), how);
    return { shots, mean, low, high, seeds };
  });
}

/**
 * Where a method's mean reaches the zero-shot accuracy, interpolated in the logarithm of the labels (CLIP, figure 7),
 * with a 95% percentile bootstrap interval over the seeds if there are at least two: seeds are resampled together
 * over all points, as each seed's labels are subsets of each other. Few seeds make it too narrow.
 */
export function fewShotCrossing(
  { points }: FewShotSeries,
  zeroShot: number,
  how: SeedBootstrap = {},
): FewShotCrossing {
  const crossing = (rows?: Int32Array) => {
    const means = points.map(({ shots, scores }) => ({ shots, mean: meanOf(scores, rows) }));
    return crossingShots(means, zeroShot) ?? Number.POSITIVE_INFINITY;
  };
  const seeds = points[0]?.scores.length ?? 0;
  const tried = [points[0]?.shots ?? 0, points.at(-1)?.shots ?? 0] as const;
  if (seeds < 2) return { shots: crossing(), tried };
  const [low, high] = bootstrapInterval(seeds, crossing, how);
  return { shots: crossing(), low, high, tried };
}

/** A crossing in words: "equals 6.5 labels a class (5.1 to 9.0)". */
export function sayCrossing(crossing: FewShotCrossing): string {
  const { value, range } = crossingWords(crossing);
  const noun = value.endsWith(" 1") ? "label" : "labels";
  return `equals ${value} ${noun} a class${range && ` ${range}`}`;
}

/** A crossing's labels and their interval: "6.5" and "(5.1 to 9.0)"; "at most 1", "more than 16" beyond those tried. */
export function crossingWords({ shots, low, high, tried: [least, most] }: FewShotCrossing): {
  value: string;
  range: string;
} {
  const words = (value: number) =>
    value === Number.POSITIVE_INFINITY
      ? `more than ${most}`
      : value <= least
        ? `at most ${least}`
        : decimal(value, 1);
  const range =
    low === undefined || high === undefined || low === high ? "" : `(${words(low)} to ${words(high)})`;
  return { value: words(shots), range };
}

/** A mean in words. */
export function sayMean(
  name: string,
  { shots, mean, low, high, seeds }: FewShotMean,
  percent: (value: number) => string,
): string {
  const range = low === undefined || high === undefined ? "" : ` (${percent(low)} to ${percent(high)})`;
  return `${name}, ${counted(shots, "label")} a class: ${percent(mean)}${range}, ${counted(seeds, "seed")}`;
}

/** Throws `bad-argument` for points out of order, a different number of seeds in each, and scores that are not shares. */
export function checkSeries({ name, points }: FewShotSeries): void {
  for (const [i, { shots, scores }] of points.entries()) {
    const before = points[i - 1];
    if (!(shots > (before?.shots ?? 0))) {
      throw new ClipscopeError(
        "bad-argument",
        `fewShot: ${name} has ${shots} labels a class after ${before?.shots ?? 0}: give positive numbers in ascending order.`,
      );
    }
    if (scores.length === 0 || (before && scores.length !== before.scores.length)) {
      throw new ClipscopeError(
        "bad-argument",
        `fewShot: ${name} has ${scores.length} scores at ${shots} labels a class${before ? ` and ${before.scores.length} at ${before.shots}` : ""}: give one for each seed, the same seeds everywhere.`,
      );
    }
    const wrong = scores.find((score) => !(score >= 0 && score <= 1));
    if (wrong === undefined) continue;
    throw new ClipscopeError(
      "bad-argument",
      `fewShot: ${name} has the accuracy ${wrong} at ${shots} labels a class: give fractions from 0 to 1.`,
    );
  }
}

function meanOf(scores: readonly number[], rows: ArrayLike<number> = scores.map((_, i) => i)): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) sum += scores[rows[i]];
  return sum / rows.length;
}
