import { ClipscopeError, checkOptions, seededRandom } from "@clipscope/types";
import { checkLevel } from "../checks.js";
import { type BootstrapOptions, quantile } from "../metrics/bootstrap.js";
import { type AccuracyPair, expectedAccuracy, fitLogitLine, lineThrough } from "./logit-line.js";

/** Range of the expected accuracy, 0 to 1, at one accuracy on the reference distribution. */
export interface BandPoint {
  x: number;
  low: number;
  high: number;
}

/**
 * Confidence band around a baseline's line at each of `xs`: percentiles of the lines through resamples of its
 * models, drawn with replacement (Efron 1979). It reflects the choice of models. Resamples without a line, in
 * which all models have one accuracy, are redrawn. Deterministic for a seed. Throws `bad-argument`, and the
 * errors of `fitLogitLine`.
 */
export function logitLineBand(
  points: readonly AccuracyPair[],
  xs: readonly number[],
  options: BootstrapOptions = {},
): BandPoint[] {
  checkOptions(options, ["resamples", "seed", "level"], "logitLineBand");
  const { resamples = 1000, seed = 42, level = 0.95 } = options;
  checkLevel(level);
  fitLogitLine(points); // throws here if no resample could have a line
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new ClipscopeError(
      "bad-argument",
      `resamples is ${resamples}: it must be a whole number of at least 1.`,
    );
  }
  const usable = points.filter(({ x, y }) => x > 0 && x < 1 && y > 0 && y < 1);
  const random = seededRandom(seed);
  const heights = xs.map(() => new Float64Array(resamples));
  for (let i = 0; i < resamples; ) {
    const drawn = usable.map(() => usable[Math.floor(random() * usable.length)]);
    const line = lineThrough(drawn);
    if (!line) continue;
    xs.forEach((x, at) => {
      heights[at][i] = expectedAccuracy(line, x);
    });
    i++;
  }
  return xs.map((x, at) => {
    const sorted = heights[at].sort();
    return { x, low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, 1 - (1 - level) / 2) };
  });
}

/** `logitLineBand` as an experiment for `record`. */
export const baselineBandExperiment = {
  id: "baseline-band",
  run: (i: { baseline: readonly AccuracyPair[]; xs: readonly number[] }, o: BootstrapOptions) =>
    logitLineBand(i.baseline, i.xs, o),
  random: { seed: 42 },
};
