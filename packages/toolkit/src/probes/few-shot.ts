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

/** Maps embeddings to predicted classes, `[rows]`. */
export type Predict = (embeddings: Embeddings) => Int32Array;

/** Fits to a few training rows; may tune its settings on validation. */
export type FewShotMethod = (
  train: LabeledSet<"train">,
  validation: LabeledSet<"validation">,
  signal?: AbortSignal,
) => Predict | Promise<Predict>;

export interface FewShotOptions {
  /** Shots per class. Default 1, 2, 4, 8, 16. Numbers larger than every class are skipped. */
  shots?: readonly number[];
  /** Seeds for drawing rows, one run per seed. Default 1, 2, 3. */
  seeds?: readonly number[];
  /** Method that is fitted to the drawn rows. Default `linearProbe({ products })`. */
  method?: FewShotMethod;
  /** Matrix products of the default method. */
  products?: MatrixProducts;
  /**
   * Maximum validation rows per class: by default all, as in the CLIP paper; otherwise the smaller of this
   * number and the shots (CoOp and Tip-Adapter use 4).
   */
  validationShots?: number;
  /** Zero-shot score on the same test split, for `crossing`. */
  zeroShot?: number;
  /** Metric on the test split. Default `accuracy`. */
  score?: Score;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

export interface FewShotPoint {
  shots: number;
  /** Training rows per run: fewer than shots times classes if some classes have fewer rows. */
  rows: number;
  /** Number of classes with fewer rows than shots; all of their rows are used. */
  shortClasses: number;
  /** Test scores, one per seed. */
  scores: number[];
  mean: number;
  /** Sample standard deviation over the seeds (n - 1); 0 for one seed. */
  deviation: number;
}

export interface FewShotCurve {
  points: FewShotPoint[];
  seeds: number[];
  zeroShot?: number;
  /**
   * Shots per class at which the mean curve reaches the zero-shot score; undefined without `zeroShot`, or if
   * it is never reached.
   */
  crossing?: number;
}

/**
 * Test score against the number of labeled examples per class (CLIP paper, figures 6 and 7). For a given
 * seed, the rows for fewer shots are a subset of those for more. Only the final score of each run uses the
 * test split. Throws `bad-argument` (shared rows between splits, no seeds, shots out of range),
 * `wrong-shape`, `cancelled`.
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
  if (seeds.length === 0) throw new ClipscopeError("bad-argument", "seeds is empty: give at least one.");
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
 * Draws `shots` random rows of each class (all rows of smaller classes), in their original order. Throws
 * `bad-argument` unless `shots` is a positive integer.
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
 * Shots per class at which a curve first reaches a line, interpolated linearly in log(shots) (CLIP paper,
 * figure 7). The first point's shots if it already reaches the line; undefined if the curve stays below.
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
 * The CLIP paper's linear probe as a few-shot method: λ chosen on validation (`sweepRegularization`), without
 * refitting on validation, so that the number of labels stays as stated. Pass `products` for speed.
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
