import { ClipscopeError, checkOptions, seededRandom } from "@clipscope/types";
import { checkLevel, checkNamed } from "../checks.js";
import type { BootstrapOptions } from "../metrics/bootstrap.js";
import type { Hits } from "./hits.js";
import { type AccuracyPair, expit, logit } from "./logit-line.js";

/** Number of points of a region's outline. */
const STEPS = 48;
/** Consecutive resamples without an item of one of the sets before giving up. */
const PATIENCE = 1000;

/** A model's hits before the shift and under it: one list of items, with -1 for items that a set lacks. */
interface Sets {
  reference: Hits;
  shift: Hits;
}

/**
 * Joint confidence region of a model's accuracies before the shift (`x`) and under it (`y`): the outline of an
 * ellipse on logit axes, around the measured point, with the covariance of a bootstrap over items (Efron 1979). An
 * item that both sets have is drawn for both, so that the region leans where the same items are hard in both; items
 * of one set only leave its axes upright. Half a hit and half a miss are added to every count, so that accuracies of
 * 0 and 1 have a finite logit. Deterministic for a seed. Throws `bad-argument` for sets of different lengths, for a
 * set without items, and for invalid options.
 */
export function accuracyRegion(hits: Sets, options: BootstrapOptions = {}): AccuracyPair[] {
  checkNamed(hits, ["reference", "shift"], "accuracyRegion");
  checkOptions(options, ["resamples", "seed", "level"], "accuracyRegion");
  const { resamples = 1000, seed = 42, level = 0.95 } = options;
  checkLevel(level);
  const { reference, shift } = hits;
  if (reference.length !== shift.length) {
    throw new ClipscopeError(
      "bad-argument",
      `The reference has hits for ${reference.length} items and the shift for ${shift.length}: both share one list of items, with -1 for items that a set lacks.`,
    );
  }
  if (!Number.isInteger(resamples) || resamples < 2) {
    throw new ClipscopeError(
      "bad-argument",
      `resamples is ${resamples}: it must be a whole number of at least 2.`,
    );
  }
  const items = Int32Array.from(reference.keys()).filter((i) => reference[i] >= 0 || shift[i] >= 0);
  const center = logitsOf(items, hits);
  if (!center) {
    throw new ClipscopeError("bad-argument", "The reference and the shift need at least one item each.");
  }
  const { xx, xy, yy } = covariance(items, hits, resamples, seededRandom(seed));
  // The ellipse's radius: the quantile of a chi-square distribution with two degrees of freedom.
  const radius = Math.sqrt(-2 * Math.log(1 - level));
  const a = Math.sqrt(xx);
  const b = a > 0 ? xy / a : 0;
  const c = Math.sqrt(Math.max(0, yy - b * b));
  return Array.from({ length: STEPS }, (_, step) => {
    const angle = (2 * Math.PI * step) / STEPS;
    const [u, v] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    return { x: expit(center[0] + a * u), y: expit(center[1] + b * u + c * v) };
  });
}

/** The logits of both accuracies over some items; undefined if one set has none of them. */
function logitsOf(items: Int32Array, { reference, shift }: Sets): [x: number, y: number] | undefined {
  const found = [reference, shift].map((set) => {
    let [right, had] = [0, 0];
    for (const item of items) {
      if (set[item] < 0) continue;
      had++;
      right += set[item];
    }
    return had > 0 ? logit((right + 0.5) / (had + 1)) : Number.NaN;
  });
  return found.some(Number.isNaN) ? undefined : [found[0], found[1]];
}

/** Covariance of the logits over resamples of the items. */
function covariance(items: Int32Array, hits: Sets, resamples: number, random: () => number) {
  const [xs, ys] = [new Float64Array(resamples), new Float64Array(resamples)];
  const drawn = new Int32Array(items.length);
  for (let i = 0, without = 0; i < resamples; ) {
    for (let j = 0; j < drawn.length; j++) drawn[j] = items[Math.floor(random() * items.length)];
    const logits = logitsOf(drawn, hits);
    without = logits ? 0 : without + 1;
    if (logits) {
      [xs[i], ys[i]] = logits;
      i++;
    } else if (without === PATIENCE) {
      throw new ClipscopeError(
        "bad-argument",
        `${PATIENCE} consecutive resamples lack items of one of the sets: give both sets more items.`,
      );
    }
  }
  const [meanX, meanY] = [xs, ys].map((all) => all.reduce((sum, each) => sum + each, 0) / resamples);
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < resamples; i++) {
    xx += (xs[i] - meanX) ** 2;
    xy += (xs[i] - meanX) * (ys[i] - meanY);
    yy += (ys[i] - meanY) ** 2;
  }
  return { xx: xx / (resamples - 1), xy: xy / (resamples - 1), yy: yy / (resamples - 1) };
}
