import type { Embeddings, OnProgress, Split } from "@clipscope/types";
import {
  ClipscopeError,
  checkOptions,
  seededRandom,
  shuffledIndices,
  takeRows,
  throwIfCancelled,
} from "@clipscope/types";
import { accuracy } from "../metrics/accuracy.js";
import { meanAndDeviation } from "../metrics/spread.js";
import type { MatrixProducts } from "../products.js";
import { checkApart, checkSplit, type LabeledSet } from "../splits.js";
import { predictLinear } from "./linear.js";
import { type Score, type SweepOptions, sweepRegularization } from "./sweep.js";

/** Embeddings to predicted classes, `[rows]`. */
export type Predict = (embeddings: Embeddings) => Int32Array;

/** Learns from a few training rows; may choose its settings on validation. */
export type FewShotMethod = (
  train: LabeledSet<"train">,
  validation: LabeledSet<"validation">,
  signal?: AbortSignal,
) => Predict | Promise<Predict>;

export interface FewShotOptions {
  /** Default 1, 2, 4, 8, 16. A number that no class has is left out. */
  shots?: readonly number[];
  /** Seeds of the draws of rows, one run each. Default 1, 2, 3. */
  seeds?: readonly number[];
  /** How to learn from the rows drawn. Default `linearProbe({ products })`. */
  method?: FewShotMethod;
  /** Matrix products of the default method. */
  products?: MatrixProducts;
  /**
   * How many validation rows of each class there are to choose by: all of them (the default, the CLIP paper's way), or
   * at most so many as there are shots and at most this number (CoOp and Tip-Adapter take 4).
   */
  validationShots?: number;
  /** The score of zero-shot on the same test split: the line to cross. */
  zeroShot?: number;
  /** The figure on the test split. Default `accuracy`. */
  score?: Score;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

export interface FewShotPoint {
  shots: number;
  /** Training rows in each run: fewer than shots times classes where classes have fewer. */
  rows: number;
  /** Classes that have fewer rows than shots, and give all they have. */
  shortClasses: number;
  /** Scores on the test split, one a seed. */
  scores: number[];
  mean: number;
  /** Standard deviation over the seeds (n - 1); 0 for one seed. */
  deviation: number;
}

export interface FewShotCurve {
  points: FewShotPoint[];
  seeds: number[];
  zeroShot?: number;
  /** Shots a class at which the mean curve reaches the zero-shot line; undefined without a line, or if it never does. */
  crossing?: number;
}

/**
 * Test score against the number of labeled examples a class (CLIP paper, figures 6 and 7). With one seed the rows of
 * fewer shots are among those of more. Only the final score of each run looks at the test split. Throws `bad-argument`
 * (the same rows in two splits, no seeds, shots out of range), `wrong-shape`, `cancelled`.
 */
export async function fewShotCurve(
  train: LabeledSet<"train">,
  validation: LabeledSet<"validation">,
  test: LabeledSet<"test">,
  options: FewShotOptions = {},
): Promise<FewShotCurve> {
  checkOptions(
    options,
    ["shots", "seeds", "method", "products", "validationShots", "zeroShot", "score", "onProgress", "signal"],
    "fewShotCurve",
  );
  const {
    products,
    method = linearProbe({ products }),
    seeds = [1, 2, 3],
    score = accuracy,
    zeroShot,
    onProgress,
    signal,
  } = options;
  checkSplit(train, "train");
  checkSplit(validation, "validation");
  checkSplit(test, "test");
  for (const [a, b] of [
    [train, validation],
    [train, test],
    [validation, test],
  ] as const)
    checkApart(a, b);
  if (seeds.length === 0) throw new ClipscopeError("bad-argument", "No seeds are given: give at least one.");
  const most = Math.max(...classCounts(train));
  const shots = (options.shots ?? [1, 2, 4, 8, 16]).filter((k) => k <= most).sort((a, b) => a - b);
  const points: FewShotPoint[] = [];
  const total = shots.length * seeds.length;
  for (const k of shots) {
    const scores: number[] = [];
    let rows = 0;
    for (const seed of seeds) {
      throwIfCancelled(signal, "The few-shot curve");
      onProgress?.({ stage: "few-shot runs", done: points.length * seeds.length + scores.length, total });
      const few = sampleShots(train, { shots: k, seed });
      const limit = options.validationShots;
      const held =
        limit === undefined ? validation : sampleShots(validation, { shots: Math.min(k, limit), seed });
      const predict = await method(few, held, signal);
      scores.push(score({ predictions: predict(test.embeddings), labels: test.labels }));
      rows = few.embeddings.rows;
    }
    const shortClasses = classCounts(train).filter((count) => count < k).length;
    points.push({ shots: k, rows, shortClasses, scores, ...meanAndDeviation(scores) });
  }
  onProgress?.({ stage: "few-shot runs", done: total, total });
  const crossing = zeroShot === undefined ? undefined : crossingShots(points, zeroShot);
  return { points, seeds: [...seeds], zeroShot, crossing };
}

/**
 * `shots` random rows of each class, or all of a class that has fewer, in their old order. Throws `bad-argument` unless
 * `shots` is a whole number from 1 on.
 */
export function sampleShots<S extends Split>(
  set: LabeledSet<S>,
  options: { shots: number; seed?: number },
): LabeledSet<S> {
  checkOptions(options, ["shots", "seed"], "sampleShots");
  const { shots, seed = 42 } = options;
  if (!Number.isInteger(shots) || shots < 1) {
    throw new ClipscopeError("bad-argument", `shots is ${shots}: it must be a whole number of at least 1.`);
  }
  const taken = new Int32Array(set.classes);
  const rows = shuffledIndices(set.labels.length, seededRandom(seed))
    .filter((row) => taken[set.labels[row]]++ < shots)
    .sort();
  return { ...set, embeddings: takeRows(set.embeddings, rows), labels: rows.map((row) => set.labels[row]) };
}

/**
 * The shots a class at which a curve first reaches a line, between two points linear in the logarithm of the shots
 * (CLIP paper, figure 7). The first point's shots if it is there already; undefined if the curve stays below.
 */
export function crossingShots(
  points: readonly Pick<FewShotPoint, "shots" | "mean">[],
  line: number,
): number | undefined {
  const at = points.findIndex(({ mean }) => mean >= line);
  if (at <= 0) return at === 0 ? points[0].shots : undefined;
  const [below, above] = [points[at - 1], points[at]];
  const share = (line - below.mean) / (above.mean - below.mean);
  return below.shots * (above.shots / below.shots) ** share;
}

/**
 * The CLIP paper's linear probe as a method for the curve: λ chosen on validation (`sweepRegularization`), and, as a
 * curve is of so many labels, not fitted again to validation. For a faster one pass `products`.
 */
export function linearProbe(options: Omit<SweepOptions, "refit" | "signal"> = {}): FewShotMethod {
  checkOptions(
    options,
    ["score", "maxIterations", "tolerance", "intercept", "products", "onProgress"],
    "linearProbe",
  );
  return async (train, validation, signal) => {
    const { probe } = await sweepRegularization(train, validation, { ...options, refit: false, signal });
    return (embeddings) => predictLinear(probe, embeddings);
  };
}

function classCounts({ labels, classes }: LabeledSet<Split>): Int32Array {
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]++;
  return counts;
}

/** `fewShotCurve` as an experiment for `record`. */
export const fewShotCurveExperiment = {
  id: "few-shot-curve",
  run: (
    i: { train: LabeledSet<"train">; validation: LabeledSet<"validation">; test: LabeledSet<"test"> },
    o: FewShotOptions,
  ) => fewShotCurve(i.train, i.validation, i.test, o),
  random: { seeds: [1, 2, 3] },
};
