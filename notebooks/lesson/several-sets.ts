import { expit, logit } from "@clipscope/toolkit";

/** A model's accuracies: on one or several sets before the shift, and under it; all between 0 and 1, exclusive. */
export interface SetsPoint {
  name: string;
  before: readonly number[];
  under: number;
}

/** A least-squares fit on logit axes: logit(under) = intercept + Σ slopes · logit(before). */
export interface SetsFit {
  intercept: number;
  slopes: readonly number[];
  /** Share of the variance of logit(under) that the fit explains. */
  r2: number;
  n: number;
}

/** The accuracy under the shift that a fit expects. */
export const expectedUnder = ({ intercept, slopes }: SetsFit, before: readonly number[]): number =>
  expit(slopes.reduce((sum, slope, i) => sum + slope * logit(before[i]), intercept));

/**
 * Fits accuracy under a shift to accuracies on several sets before it, by ordinary least squares on logits (the idea of
 * Shi et al. 2023, with any models). Throws for fewer points than coefficients.
 */
export function fitSets(points: readonly SetsPoint[]): SetsFit {
  const rows = points.map(({ before }) => [1, ...before.map(logit)]);
  const ys = points.map(({ under }) => logit(under));
  const width = rows[0]?.length ?? 0;
  if (points.length < width || width === 0) throw new Error(`${points.length} models are too few for a fit.`);
  // Normal equations, solved by Gauss–Jordan elimination with pivoting.
  const system = Array.from({ length: width }, (_, i) => [
    ...Array.from({ length: width }, (_, j) =>
      dot(
        rows.map((row) => row[i]),
        rows.map((row) => row[j]),
      ),
    ),
    dot(
      rows.map((row) => row[i]),
      ys,
    ),
  ]);
  for (let column = 0; column < width; column++) {
    let pivot = column;
    for (let row = column + 1; row < width; row++) {
      if (Math.abs(system[row][column]) > Math.abs(system[pivot][column])) pivot = row;
    }
    [system[column], system[pivot]] = [system[pivot], system[column]];
    for (let row = 0; row < width; row++) {
      if (row === column) continue;
      const factor = system[row][column] / system[column][column];
      for (let at = column; at <= width; at++) system[row][at] -= factor * system[column][at];
    }
  }
  const [intercept, ...slopes] = system.map((row, i) => row[width] / row[i]);
  const mean = ys.reduce((sum, y) => sum + y, 0) / ys.length;
  const fitted = rows.map((row) => dot(row, [intercept, ...slopes]));
  const residual = ys.reduce((sum, y, i) => sum + (y - fitted[i]) ** 2, 0);
  const all = ys.reduce((sum, y) => sum + (y - mean) ** 2, 0);
  return { intercept, slopes, r2: 1 - residual / all, n: points.length };
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, each, i) => sum + each * b[i], 0);

/** How far some models are above a fit on average, as a difference of accuracies. */
export function meanAboveFit(fit: SetsFit, points: readonly SetsPoint[]): number {
  const above = points.map(({ before, under }) => under - expectedUnder(fit, before));
  return above.reduce((sum, each) => sum + each, 0) / above.length;
}
