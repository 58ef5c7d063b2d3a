import { ClipscopeError } from "@clipscope/core/errors";
import { checkAccuracies } from "./logit-line.js";

/** Top-1 accuracy, 0 to 1, by kind of corruption; one for each severity. */
export type CorruptionAccuracies = Readonly<Record<string, readonly number[]>>;

export interface CorruptionErrors {
  /** CE by kind: the model's error over the reference model's, both summed over severities. 1 is as bad as it. */
  byKind: Record<string, number>;
  /** mCE: the mean of these. Papers print it times 100. */
  mean: number;
}

/**
 * Corruption error and its mean (Hendrycks & Dietterich 2019, §4.2): the model's errors over those of a reference model,
 * AlexNet in the literature, so that hard and easy corruptions count alike. With `clean`, the accuracies of both
 * without corruption, it is the *relative* corruption error instead: how much is lost, not how much is wrong.
 * Throws `bad-argument` where the reference lacks a kind or has another number of severities.
 */
export function corruptionErrors(
  model: CorruptionAccuracies,
  reference: CorruptionAccuracies,
  clean?: { model: number; reference: number },
): CorruptionErrors {
  const byKind: Record<string, number> = {};
  for (const [kind, accuracies] of Object.entries(model)) {
    const theirs = reference[kind];
    if (theirs?.length !== accuracies.length) {
      throw new ClipscopeError(
        "bad-argument",
        `${kind}: the model has ${accuracies.length} severities and the reference model ${theirs?.length ?? "none"}.`,
      );
    }
    byKind[kind] = lost(accuracies, clean?.model) / lost(theirs, clean?.reference);
  }
  const errors = Object.values(byKind);
  return { byKind, mean: errors.reduce((sum, error) => sum + error, 0) / errors.length };
}

/** Σ (clean - accuracy) over severities; without a clean accuracy, Σ (1 - accuracy). */
function lost(accuracies: readonly number[], clean = 1): number {
  checkAccuracies(clean, ...accuracies);
  return accuracies.reduce((sum, accuracy) => sum + clean - accuracy, 0);
}
