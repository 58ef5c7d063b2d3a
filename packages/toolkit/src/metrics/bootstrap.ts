import { ClipscopeError, checkOptions, seededRandom } from "@clipscope/types";
import { checkLevel } from "../checks.js";

export interface BootstrapOptions {
  /** Number of resamples. Default 1000. */
  resamples?: number;
  /** Seed of the random numbers. Default 42. */
  seed?: number;
  /** Confidence level, between 0 and 1. Default 0.95. */
  level?: number;
}

/** Maximum number of consecutive resamples with an undefined statistic. */
const PATIENCE = 1000;

/**
 * A percentile bootstrap interval (Efron 1979) of any statistic of n rows. `statistic` receives the indices
 * of a resample, `[n]`, drawn with replacement; the array is reused, so copy it to keep it. A resample with
 * an undefined statistic, such as the average precision without a relevant row, is redrawn. Deterministic for
 * a seed. See `pairedBootstrap` for comparing two runs. Throws `bad-argument` for no rows, no resamples, a
 * level not between 0 and 1, a statistic undefined on a thousand consecutive resamples, or NaN.
 */
export function bootstrapInterval(
  n: number,
  statistic: (rows: Int32Array) => number | undefined,
  options: BootstrapOptions = {},
): [low: number, high: number] {
  checkOptions(options, ["resamples", "seed", "level"], "bootstrapInterval");
  const { resamples = 1000, seed = 42, level = 0.95 } = options;
  checkLevel(level);
  if (!Number.isInteger(n) || n < 1) {
    throw new ClipscopeError("bad-argument", `The bootstrap needs at least one row; there are ${n}.`);
  }
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new ClipscopeError(
      "bad-argument",
      `resamples is ${resamples}: it must be a whole number of at least 1.`,
    );
  }
  const random = seededRandom(seed);
  const rows = new Int32Array(n);
  const values = new Float64Array(resamples);
  for (let i = 0, undefinedOn = 0; i < resamples; ) {
    for (let j = 0; j < n; j++) rows[j] = Math.floor(random() * n);
    const value = statistic(rows);
    if (Number.isNaN(value)) {
      throw new ClipscopeError(
        "bad-argument",
        "The statistic is NaN: return undefined where it has no value.",
      );
    }
    undefinedOn = value === undefined ? undefinedOn + 1 : 0;
    if (value !== undefined) values[i++] = value;
    else if (undefinedOn === PATIENCE) {
      throw new ClipscopeError(
        "bad-argument",
        `The statistic is undefined on ${PATIENCE} consecutive resamples: it must be defined on nearly all draws of the ${n} rows.`,
      );
    }
  }
  values.sort();
  return [quantile(values, (1 - level) / 2), quantile(values, 1 - (1 - level) / 2)];
}

/**
 * Quantile of sorted values (infinities allowed) with linear interpolation, as `numpy.quantile` by default. 0
 * ≤ p ≤ 1.
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  if (at === below || sorted[below] === sorted[above]) return sorted[below];
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
