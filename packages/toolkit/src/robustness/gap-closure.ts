import { ClipscopeError, checkOptions } from "@clipscope/types";
import { checkLevel, checkNamed } from "../checks.js";
import { normalQuantile } from "../metrics/quantiles.js";
import type { Estimate } from "./hits-under-shift.js";
import { checkAccuracies } from "./logit-line.js";

export interface GapClosure {
  /**
   * (model - supervised) / (reference - supervised) by shift: 0 if the model equals the supervised one, 1 if
   * it equals the reference accuracy, above 1 if it exceeds it. The reference is the supervised model's own
   * accuracy before the shift.
   */
  byShift: Record<string, number>;
  /** The formula applied to the means of the accuracies over the shifts, which is not the mean of `byShift`. */
  ofMeans: number;
}

/**
 * (model - supervised) / (reference - supervised) on one shift; undefined if the supervised model's accuracy
 * does not fall, leaving no gap. All accuracies 0 to 1. Throws `bad-argument` for others.
 */
export function gapClosed(inputs: {
  reference: number;
  supervised: number;
  model: number;
}): number | undefined {
  checkNamed(inputs, ["reference", "supervised", "model"], "gapClosed");
  const { reference, supervised, model } = inputs;
  checkAccuracies(reference, supervised, model);
  return supervised < reference ? (model - supervised) / (reference - supervised) : undefined;
}

/**
 * The share of the robustness gap (a supervised model's fall under a shift) closed by a model with equal
 * accuracy before the shift. `reference` is the supervised model's accuracy before the shift. With the table
 * of the CLIP paper (`CLIP_PAPER_TABLE` in datasets) this gives 49% on V2, 133% on R, 91% on ObjectNet, 69%
 * on Sketch, 101% on A, and 94% from the means. All accuracies 0 to 1. Throws `bad-argument` if the
 * supervised model's accuracy does not fall.
 */
export function gapClosure(inputs: {
  reference: number;
  supervised: Readonly<Record<string, number>>;
  model: Readonly<Record<string, number>>;
}): GapClosure {
  checkNamed(inputs, ["reference", "supervised", "model"], "gapClosure");
  const { reference, supervised, model } = inputs;
  const shifts = Object.keys(supervised);
  const close = (shift: string, low: number, high: number) => {
    const closed = gapClosed({ reference, supervised: low, model: high });
    if (closed !== undefined) return closed;
    throw new ClipscopeError(
      "bad-argument",
      `${shift}: the supervised model's accuracy is ${low}, not below its ${reference} before the shift, so there is no gap to close.`,
    );
  };
  for (const shift of shifts) {
    if (model[shift] === undefined) {
      throw new ClipscopeError(
        "bad-argument",
        `The model has no accuracy on ${shift}: give both models the same shifts.`,
      );
    }
  }
  const mean = (accuracies: Readonly<Record<string, number>>) =>
    shifts.reduce((sum, shift) => sum + accuracies[shift], 0) / shifts.length;
  return {
    byShift: Object.fromEntries(
      shifts.map((shift) => [shift, close(shift, supervised[shift], model[shift])]),
    ),
    ofMeans: close("mean", mean(supervised), mean(model)),
  };
}

/** An accuracy, 0 to 1, and the number of images that it was measured on; Infinity for one taken as exact. */
export interface MeasuredAccuracy {
  value: number;
  n: number;
}

/**
 * The share of the gap closed on average over shifts, with an interval, from accuracies alone: for published results,
 * whose predictions are unknown. The interval follows from the binomial variances by the delta method, as if every
 * accuracy was measured on images of its own; where models share images, which makes their errors alike, it is wider
 * than it need be. Undefined if the supervised model's mean accuracy does not fall. Throws `bad-argument` for
 * accuracies outside 0 … 1, no shift, or different numbers of shifts.
 */
export function gapClosedFrom(
  inputs: {
    reference: MeasuredAccuracy;
    supervised: readonly MeasuredAccuracy[];
    model: readonly MeasuredAccuracy[];
  },
  options: { level?: number } = {},
): Estimate | undefined {
  checkNamed(inputs, ["reference", "supervised", "model"], "gapClosedFrom");
  checkOptions(options, ["level"], "gapClosedFrom");
  const { level = 0.95 } = options;
  checkLevel(level);
  const { reference, supervised, model } = inputs;
  const count = supervised.length;
  if (count === 0 || model.length !== count) {
    throw new ClipscopeError(
      "bad-argument",
      `The supervised model has ${count} accuracies under shift and the other ${model.length}: give both the same shifts, at least one.`,
    );
  }
  for (const { n } of [reference, ...supervised, ...model]) {
    if (n > 0) continue;
    throw new ClipscopeError(
      "bad-argument",
      `An accuracy is of ${n} images: give a number above 0, or Infinity.`,
    );
  }
  const mean = (all: readonly MeasuredAccuracy[]) => all.reduce((sum, { value }) => sum + value, 0) / count;
  const variance = (all: readonly MeasuredAccuracy[]) =>
    all.reduce((sum, { value, n }) => sum + (value * (1 - value)) / n, 0) / all.length ** 2;
  const [low, own] = [mean(supervised), mean(model)];
  const value = gapClosed({ reference: reference.value, supervised: low, model: own });
  if (value === undefined) return undefined;
  const error =
    Math.sqrt(
      variance(model) + value ** 2 * variance([reference]) + (1 - value) ** 2 * variance(supervised),
    ) /
    (reference.value - low);
  const half = normalQuantile(1 - (1 - level) / 2) * error;
  return { value, low: value - half, high: value + half };
}

/** `gapClosure` as an experiment for `record`. */
export const gapClosureExperiment = {
  id: "gap-closure",
  run: (i: { reference: number; supervised: Record<string, number>; model: Record<string, number> }) =>
    gapClosure(i),
};
