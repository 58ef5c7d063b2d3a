import type { Embeddings, Matrix, OnProgress } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings, checkOptions, takeRows, throwIfCancelled } from "@clipscope/types";
import { checkNamed } from "../checks.js";
import { checkPaired } from "../metrics/labels.js";
import type { MatrixProducts } from "../products.js";
import { foldRows } from "../split-rows.js";
import { type LabeledSet, labeledSet } from "../splits.js";
import { softmax } from "../zero-shot/index.js";
import { argmaxRows, linearLogits } from "./linear.js";
import { fitLogisticRegression } from "./logistic-regression.js";

/** Fits to some rows and returns `[rows, classes]` probabilities for others. */
export type FoldMethod = (
  train: LabeledSet<"train">,
  signal?: AbortSignal,
) => Promise<(embeddings: Embeddings) => Matrix<Float32Array | Float64Array>>;

export interface CrossValidationInputs {
  embeddings: Embeddings;
  /** `[rows]` class indices below `classes`. */
  labels: ArrayLike<number>;
  classes: number;
  /** `[rows]` codes from 0: rows with equal codes, such as pictures of one object, are kept in one fold. */
  groups?: ArrayLike<number>;
}

export interface CrossValidationOptions {
  /**
   * Number of folds, stratified and drawn with the seed; or the fold of each row, `[rows]` from 0. Default 5.
   */
  folds?: number | ArrayLike<number>;
  /** Seed of the random numbers. Default 42. */
  seed?: number;
  /** Default `logisticFolds()`: logistic regression with C = 1. */
  method?: FoldMethod;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

export interface CrossValidation {
  /**
   * `[rows, classes]`: out-of-sample probabilities, from the probe fitted without the row's fold. Input for
   * `findLabelErrors`.
   */
  probabilities: Matrix;
  /** The class with the highest probability, `[rows]`. */
  predictions: Int32Array;
  /** The fold of each row, `[rows]` from 0. */
  fold: Int32Array;
  folds: number;
}

/**
 * Out-of-sample probabilities of every row by k-fold cross-validation: each fold is classified by a model
 * fitted to the others, as scikit-learn's `cross_val_predict`. A class with all of its rows in one fold has
 * probability 0 there. Throws `bad-argument`, `wrong-shape`, `cancelled`.
 *
 * @example
 * const { probabilities } = await crossValidate({ embeddings, labels, classes: 10 });
 * const { rows, suggested } = findLabelErrors({ probabilities, labels });
 */
export async function crossValidate(
  inputs: CrossValidationInputs,
  options: CrossValidationOptions = {},
): Promise<CrossValidation> {
  checkNamed(inputs, ["embeddings", "labels", "classes"], "crossValidate");
  checkOptions(inputs, ["embeddings", "labels", "classes", "groups"], "crossValidate");
  checkOptions(options, ["folds", "seed", "method", "onProgress", "signal"], "crossValidate");
  const { embeddings, labels, classes, groups } = inputs;
  const { folds: given = 5, seed = 42, method = logisticFolds(), onProgress, signal } = options;
  checkEmbeddings(embeddings, "embeddings");
  checkPaired(embeddings.rows, labels.length);
  const unlabeled = Array.from(labels).findIndex((label) => !(label >= 0));
  if (unlabeled >= 0) {
    throw new ClipscopeError("bad-argument", `Row ${unlabeled} has no label: leave unlabeled rows out.`);
  }
  const fold =
    typeof given === "number"
      ? foldRows({ labels, groups }, { folds: given, seed })
      : checkedFolds(given, labels.length);
  const folds = fold.reduce((most, each) => Math.max(most, each + 1), 0);
  const { rows } = embeddings;
  const probabilities: Matrix = { data: new Float64Array(rows * classes), rows, cols: classes };
  for (let held = 0; held < folds; held++) {
    throwIfCancelled(signal, "Cross-validation");
    onProgress?.({ stage: "cross-validation", done: held, total: folds });
    const all = Int32Array.from({ length: rows }, (_, row) => row);
    const [inside, outside] = [true, false].map((is) => all.filter((row) => (fold[row] === held) === is));
    const train = labeledSet(
      "train",
      takeRows(embeddings, outside),
      Int32Array.from(outside, (row) => labels[row]),
      classes,
    );
    const predict = await method(train, signal);
    const found = predict(takeRows(embeddings, inside));
    if (found.rows !== inside.length || found.cols !== classes) {
      throw new ClipscopeError(
        "wrong-shape",
        `The method gave ${found.rows} × ${found.cols} probabilities for ${inside.length} rows of ${classes} classes.`,
      );
    }
    inside.forEach((row, i) => {
      probabilities.data.set(found.data.subarray(i * classes, (i + 1) * classes), row * classes);
    });
  }
  onProgress?.({ stage: "cross-validation", done: folds, total: folds });
  return { probabilities, predictions: argmaxRows(probabilities), fold, folds };
}

/** Logistic regression as a cross-validation method, with the options of `fitLogisticRegression`. */
export function logisticFolds(
  options: { C?: number; tolerance?: number; maxIterations?: number; products?: MatrixProducts } = {},
): FoldMethod {
  checkOptions(options, ["C", "tolerance", "maxIterations", "products"], "logisticFolds");
  return async (train, signal) => {
    const head = await fitLogisticRegression(train, { ...options, signal });
    return (embeddings) => softmax(linearLogits(head, embeddings));
  };
}

function checkedFolds(given: ArrayLike<number>, rows: number): Int32Array {
  const folds = new Set<number>();
  for (let row = 0; row < given.length; row++) {
    if (Number.isInteger(given[row]) && given[row] >= 0 && given[row] < rows) folds.add(given[row]);
    else
      throw new ClipscopeError(
        "bad-argument",
        `The fold of row ${row} is ${given[row]}: folds are numbered from 0.`,
      );
  }
  const most = Math.max(...folds) + 1;
  if (given.length !== rows || folds.size < 2 || folds.size !== most) {
    throw new ClipscopeError(
      "bad-argument",
      `folds has ${folds.size} folds up to ${most - 1} for ${given.length} of ${rows} rows: assign each row to one of at least two folds, numbered from 0.`,
    );
  }
  return Int32Array.from(given);
}

/**
 * Cross-validated logistic regression with the given C and number of folds, as an experiment for `record`.
 */
export const crossValidationExperiment = {
  id: "cross-validation",
  run: (
    i: CrossValidationInputs,
    o: { folds?: number; seed?: number; C?: number; onProgress?: OnProgress; signal?: AbortSignal },
  ) => {
    const { C, ...options } = o;
    return crossValidate(i, { ...options, method: logisticFolds({ C }) });
  },
  random: { seed: 42 },
};
