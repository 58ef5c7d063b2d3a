import { checkOptions, throwIfCancelled } from "@clipscope/types";
import { accuracy } from "../metrics/accuracy.js";
import { checkApart, checkSplit, type LabeledSet, trainAndValidation } from "../splits.js";
import { predictLinear } from "./linear.js";
import {
  fitLogisticRegression,
  type LogisticRegression,
  type LogisticRegressionOptions,
} from "./logistic-regression.js";

/** A metric of predictions, higher is better. Both inputs are `[rows]` class indices. */
export type Score = (judged: { predictions: Int32Array; labels: Int32Array }) => number;

export interface SweepOptions extends Omit<LogisticRegressionOptions, "C"> {
  /** Metric on validation. Default `accuracy`; some of CLIP's datasets use mean per-class recall. */
  score?: Score;
  /**
   * Whether to refit on train and validation together with the chosen setting. Default true, as in the paper.
   */
  refit?: boolean;
}

export interface SweepStep {
  /** λ, the strength of the penalty. */
  lambda: number;
  /** The inverse of λ, as scikit-learn's `C`. */
  C: number;
  /** Validation score. */
  score: number;
}

export interface Sweep extends SweepStep {
  /** All settings tried, in ascending order of λ. */
  tried: SweepStep[];
  probe: LogisticRegression;
}

/** λ from 1e-6 to 1e6 in 96 logarithmic steps, 8 per decade. */
const steps = 96;
const lambdaAt = (index: number) => 10 ** (index / 8 - 6);

/**
 * The linear probe of the CLIP paper (A.3): logistic regression whose λ is chosen on validation among 96
 * logarithmic steps from 1e-6 to 1e6. It starts with [1e-6, 1e-4, 1e-2, 1, 1e2, 1e4, 1e6], then halves the
 * interval around the peak down to 8 steps per decade: at most 15 fits. Ties go to the strongest penalty. The
 * final fit uses train and validation. The test split is not accepted as input. Throws `bad-argument`,
 * `wrong-shape`, `cancelled`.
 */
export async function sweepRegularization(
  train: LabeledSet<"train">,
  validation: LabeledSet<"validation">,
  options: SweepOptions = {},
): Promise<Sweep> {
  checkOptions(
    options,
    ["score", "refit", "maxIterations", "tolerance", "intercept", "products", "onProgress", "signal"],
    "sweepRegularization",
  );
  const { score = accuracy, refit = true, onProgress, signal, ...fitting } = options;
  checkSplit(train, "train");
  checkSplit(validation, "validation");
  checkApart(train, validation);
  const total = 15 + (refit ? 1 : 0);
  const fitted = new Map<number, { step: SweepStep; probe: LogisticRegression }>();
  const tell = () => onProgress?.({ stage: "sweeping λ", done: fitted.size, total });
  const scoreAt = async (index: number): Promise<number> => {
    throwIfCancelled(signal, "The sweep");
    const known = fitted.get(index);
    if (known) return known.step.score;
    const lambda = lambdaAt(index);
    const probe = await fitLogisticRegression(train, { ...fitting, C: 1 / lambda, signal });
    const value = score({
      predictions: predictLinear(probe, validation.embeddings),
      labels: validation.labels,
    });
    fitted.set(index, { step: { lambda, C: 1 / lambda, score: value }, probe });
    tell();
    return value;
  };
  const peak = await searchPeak(scoreAt);
  const chosen = fitted.get(peak) as { step: SweepStep; probe: LogisticRegression };
  const { C } = chosen.step;
  const probe = refit
    ? await fitLogisticRegression(trainAndValidation(train, validation), { ...fitting, C, signal })
    : chosen.probe;
  onProgress?.({ stage: "sweeping λ", done: total, total });
  const tried = [...fitted].sort(([a], [b]) => a - b).map(([, { step }]) => step);
  return { ...chosen.step, tried, probe };
}

/**
 * The index 0 … 96 of the peak: every 16th is scored, then the interval around the best is halved repeatedly.
 */
async function searchPeak(scoreAt: (index: number) => Promise<number>): Promise<number> {
  let peak = 0;
  let best = Number.NEGATIVE_INFINITY;
  const visit = async (index: number) => {
    const value = await scoreAt(index);
    if (value > best || (value === best && index > peak)) {
      best = value;
      peak = index;
    }
  };
  for (let index = 0; index <= steps; index += 16) await visit(index);
  for (let half = 8; half >= 1; half /= 2) {
    for (const index of [peak - half, peak + half]) {
      if (index >= 0 && index <= steps) await visit(index);
    }
  }
  return peak;
}

/** `sweepRegularization` as an experiment for `record`. */
export const lambdaSweepExperiment = {
  id: "lambda-sweep",
  run: (i: { train: LabeledSet<"train">; validation: LabeledSet<"validation"> }, o: SweepOptions) =>
    sweepRegularization(i.train, i.validation, o),
};
