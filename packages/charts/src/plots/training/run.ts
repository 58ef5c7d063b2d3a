import { ClipscopeError } from "@clipscope/types";
import { count, decimal, percent } from "../../format.js";

/** What is measured while a model is trained. */
export type TrainingMetric = "loss" | "accuracy" | "logitScale" | "learningRate" | "gradientNorm";

/** What was measured at a step; a metric that was not is absent, and NaN breaks its line. */
export interface TrainingPoint extends Partial<Record<TrainingMetric, number>> {
  step: number;
}

/** A change during a run, such as the end of the warm-up. */
export interface TrainingMarker {
  step: number;
  label: string;
}

/** A training run. */
export interface TrainingRun {
  name: string;
  /** In ascending order of steps. */
  points: readonly TrainingPoint[];
  markers?: readonly TrainingMarker[];
}

/** How an axis is divided. */
export type TrainingScale = "linear" | "log";

/** Metrics in the order of their plots: what they are called, their values in words, and whether they are noisy. */
export const METRICS: Readonly<
  Record<TrainingMetric, { title: string; format(value: number): string; noisy: boolean }>
> = {
  loss: { title: "Loss", format: significant, noisy: true },
  accuracy: { title: "Accuracy", format: (value) => percent(value), noisy: true },
  logitScale: { title: "Logit scale", format: significant, noisy: false },
  learningRate: { title: "Learning rate", format: significant, noisy: false },
  gradientNorm: { title: "Gradient norm", format: significant, noisy: true },
};

export const METRIC_NAMES = Object.keys(METRICS) as readonly TrainingMetric[];

/** The metrics that a run measured at least once, in the order of their plots. */
export function metricsOf(runs: readonly TrainingRun[]): TrainingMetric[] {
  return METRIC_NAMES.filter((metric) =>
    runs.some(({ points }) => points.some((point) => point[metric] !== undefined)),
  );
}

/**
 * Checks a run's points, which follow `last` if that is given. Throws `bad-argument` for steps that are not whole
 * numbers in ascending order and for an accuracy outside 0 to 1.
 */
export function checkPoints(name: string, points: readonly TrainingPoint[], last?: number): void {
  let before = last ?? Number.NEGATIVE_INFINITY;
  for (const { step, accuracy } of points) {
    if (!Number.isInteger(step) || step < 0 || step <= before) {
      throw new ClipscopeError(
        "bad-argument",
        `training: step ${step} of ${name} ${before < 0 ? "is not a whole number from 0" : `follows step ${before}`}: give steps in ascending order, each once.`,
      );
    }
    before = step;
    if (accuracy !== undefined && (accuracy < 0 || accuracy > 1)) {
      throw new ClipscopeError(
        "bad-argument",
        `training: ${name} has the accuracy ${accuracy} at step ${step}: give fractions from 0 to 1.`,
      );
    }
  }
}

/** A point of a curve in words. */
export function sayPoint(
  metric: TrainingMetric,
  name: string,
  step: number,
  value: number,
  smooth: number,
): string {
  const { title, format } = METRICS[metric];
  const average = smooth === value ? "" : ` (smoothed ${format(smooth)})`;
  return `${name}, step ${count(step)}: ${title.toLowerCase()} ${format(value)}${average}`;
}

/** Three significant digits, without an exponent where that is readable: 2.31, 14.3, 0.000512, 1.2e−5. */
function significant(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (size >= 3) return count(value);
  if (size >= -2) return decimal(value, Math.min(2, Math.max(0, 2 - size)));
  return (size < -4 ? value.toExponential(1) : String(Number(value.toPrecision(3)))).replaceAll("-", "−");
}
