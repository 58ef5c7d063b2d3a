import { ClipscopeError } from "@clipscope/types";
import { checkNamed } from "../checks.js";
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

/** `gapClosure` as an experiment for `record`. */
export const gapClosureExperiment = {
  id: "gap-closure",
  run: (i: { reference: number; supervised: Record<string, number>; model: Record<string, number> }) =>
    gapClosure(i),
};
