import type { Embeddings, Split } from "@clipscope/types";
import { ClipscopeError, checkOptions } from "@clipscope/types";
import { checkNamed } from "../checks.js";
import { accuracy } from "../metrics/accuracy.js";
import { type LinearClassifier, predictLinear } from "../probes/linear.js";
import type { LabeledSet } from "../splits.js";

/**
 * WiSE-FT for linear heads (Wortsman et al. 2022): (1 - α) · zero-shot + α · fine-tuned, for both weights and
 * biases. Both heads must take the same embeddings, with the logit scale in the zero-shot weights
 * (`zeroShotHead`). α is 0 for the zero-shot head and 1 for the fine-tuned one; values outside extrapolate.
 * Throws `wrong-shape`, and `bad-argument` for a class without a finite bias.
 */
export function interpolateHeads(inputs: {
  zeroShot: LinearClassifier;
  fineTuned: LinearClassifier;
  alpha: number;
}): LinearClassifier {
  checkNamed(inputs, ["zeroShot", "fineTuned", "alpha"], "interpolateHeads");
  const { zeroShot, fineTuned, alpha } = inputs;
  const { classes, cols } = zeroShot;
  if (fineTuned.classes !== classes || fineTuned.cols !== cols) {
    throw new ClipscopeError(
      "wrong-shape",
      `The zero-shot head is ${classes} × ${cols} and the fine-tuned one ${fineTuned.classes} × ${fineTuned.cols}: both must have the same classes and features.`,
    );
  }
  if (!Number.isFinite(alpha)) {
    throw new ClipscopeError("bad-argument", `alpha is ${alpha}: it must be a number, usually from 0 to 1.`);
  }
  const never = [...zeroShot.bias, ...fineTuned.bias].findIndex((bias) => !Number.isFinite(bias));
  if (never >= 0) {
    throw new ClipscopeError(
      "bad-argument",
      `Class ${never % classes} has no finite bias: a head without training rows for a class can't be interpolated.`,
    );
  }
  const mix = (a: Float64Array, b: Float64Array) => a.map((value, i) => (1 - alpha) * value + alpha * b[i]);
  return {
    classes,
    cols,
    weights: mix(zeroShot.weights, fineTuned.weights),
    bias: mix(zeroShot.bias, fineTuned.bias),
  };
}

/** A test set for the curve: the reference distribution or a shift. */
export interface CurveSet {
  name: string;
  embeddings: Embeddings;
  /** The class of each row: `[rows]` indices. */
  labels: ArrayLike<number>;
}

export interface WiseFtPoint {
  alpha: number;
  /** Accuracy on each set by name, 0 to 1. */
  accuracy: Record<string, number>;
}

/**
 * The WiSE-FT curve: accuracy on every set for each of `alphas`, by default 0 to 1 in steps of 0.1. Choose α
 * on validation, not by this curve on test sets, or report α = 0.5 as the authors do. Throws the errors of
 * `interpolateHeads`.
 */
export function wiseFtCurve(
  inputs: { zeroShot: LinearClassifier; fineTuned: LinearClassifier; sets: readonly CurveSet[] },
  options: { alphas?: readonly number[] } = {},
): WiseFtPoint[] {
  checkNamed(inputs, ["zeroShot", "fineTuned", "sets"], "wiseFtCurve");
  checkOptions(options, ["alphas"], "wiseFtCurve");
  const { zeroShot, fineTuned, sets } = inputs;
  const { alphas = Array.from({ length: 11 }, (_, i) => i / 10) } = options;
  const twice = sets.find(({ name }, i) => sets.findIndex((other) => other.name === name) < i);
  if (twice) {
    throw new ClipscopeError("bad-argument", `Two sets are named ${twice.name}: give each a unique name.`);
  }
  return alphas.map((alpha) => {
    const head = interpolateHeads({ zeroShot, fineTuned, alpha });
    const entries = sets.map(({ name, embeddings, labels }) => [
      name,
      accuracy({ predictions: predictLinear(head, embeddings), labels }),
    ]);
    return { alpha, accuracy: Object.fromEntries(entries) };
  });
}

/**
 * The WiSE-FT curve over labeled sets by name, as an experiment for `record`; sets of the test split are
 * recorded as used.
 */
export const wiseFtCurveExperiment = {
  id: "wise-ft-curve",
  run: (
    i: {
      zeroShot: LinearClassifier;
      fineTuned: LinearClassifier;
      sets: Readonly<Record<string, LabeledSet<Split>>>;
    },
    o: { alphas?: readonly number[] },
  ) => {
    const sets = Object.entries(i.sets).map(([name, set]) => ({ name, ...set }));
    return wiseFtCurve({ ...i, sets }, o);
  },
};
