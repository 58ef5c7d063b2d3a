import { ClipscopeError, checkOptions } from "@clipscope/types";
import { checkNamed } from "../checks.js";
import { checkAccuracies } from "./logit-line.js";

/** Top-1 accuracies, 0 to 1, by kind of corruption, one per severity. */
export type CorruptionAccuracies = Readonly<Record<string, readonly number[]>>;

export interface CorruptionErrors {
  /**
   * Corruption error by kind: the model's error over the reference model's, both summed over severities. 1
   * means equal.
   */
  byKind: Record<string, number>;
  /** mCE: the mean over kinds. Papers report it times 100. */
  mean: number;
}

/**
 * Corruption error and its mean (Hendrycks & Dietterich 2019, §4.2): the model's errors over those of a
 * reference model, AlexNet in the literature, so that hard and easy corruptions weigh equally. With `clean`,
 * the accuracies of both models without corruption, it is the *relative* corruption error: the loss of
 * accuracy instead of the error. Papers average over fifteen kinds, marked `inMean` in datasets'
 * `CORRUPTIONS`: pass only those to reproduce their figure. Throws `bad-argument` unless both models have the
 * same kinds (at least one) and severities, and if the reference model loses nothing.
 */
export function corruptionErrors(inputs: {
  model: CorruptionAccuracies;
  reference: CorruptionAccuracies;
  clean?: { model: number; reference: number };
}): CorruptionErrors {
  checkNamed(inputs, ["model", "reference"], "corruptionErrors");
  checkOptions(inputs, ["model", "reference", "clean"], "corruptionErrors");
  const { model, reference, clean } = inputs;
  const byKind: Record<string, number> = {};
  const kinds = [...new Set([...Object.keys(model), ...Object.keys(reference)])];
  if (kinds.length === 0) {
    throw new ClipscopeError("bad-argument", "Corruption error needs at least one kind of corruption.");
  }
  for (const kind of kinds) {
    const [ours, theirs] = [model, reference].map((each) => (Object.hasOwn(each, kind) ? each[kind] : []));
    if (ours.length !== theirs.length || ours.length === 0) {
      throw new ClipscopeError(
        "bad-argument",
        `${kind}: the model has ${ours.length} severities and the reference model ${theirs.length}.`,
      );
    }
    const whole = lost(theirs, clean?.reference);
    if (whole === 0) {
      throw new ClipscopeError(
        "bad-argument",
        `${kind}: the reference model loses nothing, so there is no error to compare with.`,
      );
    }
    byKind[kind] = lost(ours, clean?.model) / whole;
  }
  const errors = Object.values(byKind);
  return { byKind, mean: errors.reduce((sum, error) => sum + error, 0) / errors.length };
}

/** Σ (clean - accuracy) over severities; without a clean accuracy, Σ (1 - accuracy). */
function lost(accuracies: readonly number[], clean = 1): number {
  checkAccuracies(clean, ...accuracies);
  return accuracies.reduce((sum, accuracy) => sum + clean - accuracy, 0);
}

/** `corruptionErrors` as an experiment for `record`. */
export const corruptionErrorsExperiment = {
  id: "corruption-errors",
  run: (i: {
    model: CorruptionAccuracies;
    reference: CorruptionAccuracies;
    clean?: { model: number; reference: number };
  }) => corruptionErrors(i),
};
