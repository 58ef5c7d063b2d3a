import { ClipscopeError } from "@clipscope/types";

/** A model's accuracies, 0 to 1: `x` on the reference distribution, `y` under the shift. */
export interface AccuracyPair {
  x: number;
  y: number;
}

/** A straight line on logit axes: logit(y) = slope · logit(x) + intercept. */
export interface LogitLine {
  slope: number;
  intercept: number;
  /** Share of the variance of logit(y) explained by the line. */
  r2: number;
  /** Number of fitted points. */
  n: number;
  /** Number of points at exactly 0 or 1, excluded because their logit is infinite. */
  leftOut: number;
}

/** ln(p / (1 - p)): -Infinity at 0, Infinity at 1. */
export function logit(p: number): number {
  return Math.log(p) - Math.log1p(-p);
}

/** The inverse of `logit`: 1 / (1 + e^-x). */
export function expit(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/**
 * The baseline of effective robustness (Taori et al. 2020, §2): ordinary least squares on logit axes, through
 * any set of reference models. Points at exactly 0 or 1 are excluded and counted. Throws `bad-argument` for
 * an accuracy outside 0 … 1, and if fewer than two distinct x remain.
 */
export function fitLogitLine(points: readonly AccuracyPair[]): LogitLine {
  for (const { x, y } of points) checkAccuracies(x, y);
  const line = lineThrough(points);
  if (line) return line;
  const usable = points.filter(isUsable).length;
  throw new ClipscopeError(
    "bad-argument",
    `A baseline needs models of at least two different accuracies between 0 and 1, but ${usable} of ${points.length} points can be used.`,
  );
}

const isUsable = ({ x, y }: AccuracyPair) => x > 0 && x < 1 && y > 0 && y < 1;

/**
 * The least-squares line on logit axes, without checking the accuracies; undefined if fewer than two distinct
 * x remain.
 */
export function lineThrough(points: readonly AccuracyPair[]): LogitLine | undefined {
  const usable = points.filter(isUsable);
  const n = usable.length;
  if (usable.every(({ x }) => x === usable[0].x)) return undefined;
  const xs = usable.map(({ x }) => logit(x));
  const ys = usable.map(({ y }) => logit(y));
  const meanX = mean(xs);
  const meanY = mean(ys);
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let i = 0; i < n; i++) {
    xx += (xs[i] - meanX) ** 2;
    xy += (xs[i] - meanX) * (ys[i] - meanY);
    yy += (ys[i] - meanY) ** 2;
  }
  const slope = xy / xx;
  const r2 = yy > 0 ? (xy * xy) / (xx * yy) : 1;
  return { slope, intercept: meanY - slope * meanX, r2, n, leftOut: points.length - n };
}

/**
 * The accuracy under the shift, 0 to 1, predicted by the line at accuracy `x` on the reference distribution.
 */
export function expectedAccuracy({ slope, intercept }: LogitLine, x: number): number {
  return expit(slope * logit(x) + intercept);
}

/** Throws `bad-argument` unless all accuracies are between 0 and 1. */
export function checkAccuracies(...accuracies: number[]): void {
  for (const accuracy of accuracies) {
    if (!(accuracy >= 0 && accuracy <= 1)) {
      throw new ClipscopeError(
        "bad-argument",
        `${accuracy} is not an accuracy: give fractions from 0 to 1, so 0.76 for 76%.`,
      );
    }
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
