import { ClipscopeError, checkOptions } from "@clipscope/types";
import { type BootstrapOptions, bootstrapInterval } from "../metrics/bootstrap.js";
import type { Proportion } from "../metrics/intervals.js";
import { effectiveRobustness } from "./effective-robustness.js";
import { gapClosed } from "./gap-closure.js";
import { type Hits, hitProportion, hitRate, type ModelHits } from "./hits.js";
import { type AccuracyPair, fitLogitLine, type LogitLine, lineThrough } from "./logit-line.js";
import type { MeasuredModel } from "./robustness-by-shift.js";

/** Models measured item by item on a reference set and on shifts of it. */
export interface HitStudy {
  /** Name of the test set before the shift, for the x-axis. */
  reference: string;
  /** Models to fit the line to: trained with labels on the reference distribution. */
  baseline: readonly ModelHits[];
  /** The baseline model whose fall under a shift defines the gap. */
  supervised: ModelHits;
}

/** A value with its percentile interval from a bootstrap over items. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

/** Scores of a model on one test set. */
export interface ScoreUnderShift {
  accuracy: Proportion;
  /** Accuracy minus the baseline's expected accuracy; absent on the reference. */
  effective?: Estimate;
  /**
   * (model - supervised) / (supervised on the reference - supervised); absent if the supervised model's
   * accuracy does not fall, and for that model itself. `high` is Infinity if too many resamples have no gap
   * for an upper bound.
   */
  gapClosed?: Estimate;
}

/**
 * The baseline's line for one shift. Throws `bad-argument` for an unknown set, and the errors of
 * `fitLogitLine`.
 */
export function baselineOf(study: HitStudy, shift: string): LogitLine {
  return fitLogitLine(study.baseline.flatMap((model) => pairOf(model, study, shift) ?? []));
}

/** Accuracies by test set, in the form of `robustnessByShift`. */
export function measuredModel({ name, hits }: ModelHits): MeasuredModel {
  return {
    name,
    accuracy: Object.fromEntries(Object.entries(hits).map(([set, each]) => [set, hitRate(each)])),
  };
}

/**
 * A model's accuracy on a test set, its effective robustness there and the share of the gap that it closes.
 * The bootstrap resamples items, the same ones for the model, the supervised model and the line on both test
 * sets: intervals reflect the choice of test items, not of trained models. Resamples with an undefined value
 * (no items of the shift, or no line) are redrawn. Throws the errors of `baselineOf`.
 */
export function scoreUnderShift(
  model: ModelHits,
  study: HitStudy,
  shift: string,
  options: BootstrapOptions = {},
): ScoreUnderShift {
  checkOptions(options, ["resamples", "seed", "level"], "scoreUnderShift");
  const { reference, baseline, supervised } = study;
  const accuracy = hitProportion(setOf(model, shift));
  if (shift === reference) return { accuracy };
  const onReference = setOf(model, reference);
  const all = [...onReference.keys()].filter((item) => onReference[item] >= 0);
  const estimate = (figure: (items: ArrayLike<number>) => number | undefined): Estimate => {
    const [low, high] = bootstrapInterval(all.length, (rows) => figure(rows.map((row) => all[row])), options);
    return { value: figure(all) as number, low, high };
  };
  checkItems([model, supervised, ...baseline], [reference, shift]);
  baselineOf(study, shift); // throws here if there is no line through all items
  const effective = estimate((items) => {
    const own = pairOf(model, study, shift, items);
    const line = lineThrough(baseline.flatMap((each) => pairOf(each, study, shift, items) ?? []));
    return line && own && effectiveRobustness(own, line);
  });
  const closed = (items: ArrayLike<number>): number | undefined => {
    const fallen = pairOf(supervised, study, shift, items);
    const own = hitRate(setOf(model, shift), { items });
    if (!fallen || own === undefined) return undefined;
    // A resample without a gap widens the interval upward only.
    return gapClosed({ reference: fallen.x, supervised: fallen.y, model: own }) ?? Number.POSITIVE_INFINITY;
  };
  if (model === supervised || !Number.isFinite(closed(all))) return { accuracy, effective };
  return { accuracy, effective, gapClosed: estimate(closed) };
}

/**
 * The share of the supervised model's gap that a model closes on average over several shifts, with an interval from
 * a bootstrap over items, the same ones for both models on every set: (model − supervised) / (supervised on the
 * reference − supervised), where accuracies under shift are means over the shifts. Undefined if the supervised
 * model's mean accuracy does not fall. `high` is Infinity if too many resamples have no gap. Throws `bad-argument`
 * without a shift, and the errors of `scoreUnderShift`.
 */
export function gapClosedAcross(
  model: ModelHits,
  study: Pick<HitStudy, "reference" | "supervised">,
  shifts: readonly string[],
  options: BootstrapOptions = {},
): Estimate | undefined {
  checkOptions(options, ["resamples", "seed", "level"], "gapClosedAcross");
  const { reference, supervised } = study;
  if (shifts.length === 0) {
    throw new ClipscopeError("bad-argument", "gapClosedAcross needs at least one shift.");
  }
  checkItems([model, supervised], [reference, ...shifts]);
  const onReference = setOf(supervised, reference);
  const all = [...onReference.keys()].filter((item) => onReference[item] >= 0);
  const closed = (items: ArrayLike<number>): number | undefined => {
    const mean = (of: ModelHits) => {
      const rates = shifts.map((shift) => hitRate(setOf(of, shift), { items }));
      return rates.reduce<number>((sum, rate) => sum + (rate ?? Number.NaN), 0) / shifts.length;
    };
    const before = hitRate(onReference, { items });
    const [low, own] = [mean(supervised), mean(model)];
    if (before === undefined || Number.isNaN(low + own)) return undefined;
    return gapClosed({ reference: before, supervised: low, model: own }) ?? Number.POSITIVE_INFINITY;
  };
  const value = closed(all);
  if (value === undefined || !Number.isFinite(value)) return undefined;
  const [low, high] = bootstrapInterval(all.length, (rows) => closed(rows.map((row) => all[row])), options);
  return { value, low, high };
}

function checkItems(models: readonly ModelHits[], sets: readonly string[]): void {
  const items = setOf(models[0], sets[0]).length;
  for (const model of models) {
    for (const set of sets) {
      const found = setOf(model, set).length;
      if (found === items) continue;
      throw new ClipscopeError(
        "wrong-shape",
        `${model.name} has hits for ${found} items on ${set}, but ${models[0].name} for ${items} on ${sets[0]}: all sets share one list of items, with -1 for items that a set lacks.`,
      );
    }
  }
}

/** The model's accuracies on both sets over some items; undefined if one set has none of them. */
function pairOf(
  model: ModelHits,
  { reference }: Pick<HitStudy, "reference">,
  shift: string,
  items?: ArrayLike<number>,
): AccuracyPair | undefined {
  const x = hitRate(setOf(model, reference), { items });
  const y = hitRate(setOf(model, shift), { items });
  return x === undefined || y === undefined ? undefined : { x, y };
}

function setOf({ name, hits }: ModelHits, set: string): Hits {
  if (hits[set]) return hits[set];
  throw new ClipscopeError(
    "bad-argument",
    `${name} was not measured on ${set}, only on ${Object.keys(hits).join(", ")}: compare models on the same test sets.`,
  );
}

/** `scoreUnderShift` as an experiment for `record`. */
export const scoreUnderShiftExperiment = {
  id: "score-under-shift",
  run: (i: { model: ModelHits; study: HitStudy }, o: BootstrapOptions & { shift: string }) => {
    const { shift, ...bootstrap } = o;
    return scoreUnderShift(i.model, i.study, shift, bootstrap);
  },
  random: { seed: 42 },
};
