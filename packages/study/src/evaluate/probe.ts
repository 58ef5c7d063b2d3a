import type { Dataset } from "@clipscope/datasets";
import {
  type ConfusionMatrix,
  chooseK,
  confusionMatrix,
  countCorrect,
  type KnnChoice,
  knnPredict,
  type LabeledSet,
  type LogisticRegression,
  type Proportion,
  predictLinear,
  proportion,
  type SweepStep,
  sweepRegularization,
  trainAndValidation,
} from "@clipscope/toolkit";
import { ClipscopeError, checkOptions } from "@clipscope/types";
import { type EmbeddedImages, takeImages } from "../embed/embedded-images.js";
import { type ClassInputs, classesOf, type EvaluatedClass } from "./classes.js";
import { labelColumn } from "./columns.js";
import { type Evaluation, HOW, type How } from "./evaluation.js";
import { labeledImages } from "./labeled-images.js";
import { manifestOf } from "./manifest.js";
import { MOST_CLASSES_CROSSED } from "./matrix-size.js";
import { type ClassScores, scoreClasses } from "./scores-by-class.js";
import { type SplitInputs, setOf, splitsOf } from "./splits.js";

export interface ProbeInputs extends SplitInputs, Omit<ClassInputs, "vocabulary"> {
  dataset: Dataset;
  /** The dataset's embeddings, preferably with features "preProjection", as in the CLIP paper. */
  images: EmbeddedImages;
  /** Label column. Default: the dataset's. */
  label?: string;
  /** Whether to refit the probe on train and validation with the chosen setting. Default true. */
  refit?: boolean;
}

/** Test results of a probe. */
export interface ProbeScores {
  classes: readonly EvaluatedClass[];
  /** Number of images in each split. */
  counts: { train: number; validation: number; test: number };
  /** Test accuracy, with 95% Wilson interval. */
  accuracy: Proportion;
  perClass: ClassScores;
  /** Confusion matrix; absent for more than 2,000 classes. */
  confusion?: ConfusionMatrix;
  /** The dataset's row of each test image: `[test]`. */
  rows: Int32Array;
  labels: Int32Array;
  predictions: Int32Array;
}

export interface ProbeEvaluation extends ProbeScores {
  probe: LogisticRegression;
  lambda: number;
  /** Settings tried on validation, in ascending order of λ. */
  tried: readonly SweepStep[];
}

export interface KnnEvaluation extends ProbeScores {
  k: number;
  /** Settings tried on validation, in ascending order of k. */
  tried: KnnChoice["tried"];
}

/**
 * The linear probe of the CLIP paper (A.3): logistic regression by L-BFGS, with λ swept on validation,
 * refitted on train and validation, and evaluated once on test. Splits come from the dataset, or are drawn
 * with a seed. Throws `bad-argument` for no labels, too few rows or splits missing from the column, and
 * `cancelled`.
 */
export async function evaluateProbe(
  inputs: ProbeInputs,
  how: How = {},
): Promise<Evaluation<ProbeEvaluation>> {
  checkOptions(inputs, PROBE_INPUTS, "evaluateProbe");
  checkOptions(how, HOW, "evaluateProbe");
  const { products, onProgress, signal } = how;
  return probeBy("probe", inputs, how, async ({ train, validation, refit }) => {
    const { probe, lambda, tried } = await sweepRegularization(train, validation, {
      refit,
      ...(products && { products }),
      ...(onProgress && { onProgress }),
      ...(signal && { signal }),
    });
    return {
      predict: ({ embeddings }) => predictLinear(probe, embeddings),
      chosen: { probe, lambda, tried },
      options: { lambda },
    };
  });
}

/**
 * A k-nearest-neighbor probe: each test image gets the majority class of its k nearest training images, with
 * k chosen on validation. Since nothing is fitted, it measures the quality of distances. Throws the errors of
 * `evaluateProbe`.
 */
export async function evaluateKnn(inputs: ProbeInputs, how: How = {}): Promise<Evaluation<KnnEvaluation>> {
  checkOptions(inputs, PROBE_INPUTS, "evaluateKnn");
  checkOptions(how, HOW, "evaluateKnn");
  return probeBy("k-nearest-neighbors", inputs, how, async ({ train, validation, refit }) => {
    const { k, tried } = chooseK(train, validation);
    const base = refit ? trainAndValidation(train, validation) : train;
    return {
      predict: ({ embeddings }) => knnPredict(base, embeddings, k),
      chosen: { k, tried },
      options: { k },
    };
  });
}

const PROBE_INPUTS = ["dataset", "images", "label", "classes", "refit", "split", "seed"] as const;

interface Fitted<C> {
  predict(test: LabeledSet<"test">): Int32Array;
  chosen: C;
  /** Options for the manifest. */
  options: Record<string, unknown>;
}

async function probeBy<C>(
  kind: string,
  inputs: ProbeInputs,
  how: How,
  fit: (sets: {
    train: LabeledSet<"train">;
    validation: LabeledSet<"validation">;
    refit: boolean;
  }) => Promise<Fitted<C>>,
): Promise<Evaluation<ProbeScores & C>> {
  const { dataset, refit = true } = inputs;
  const column = labelColumn(dataset, inputs.label);
  const { classes, ofValue } = classesOf(dataset, column, { classes: inputs.classes, vocabulary: "subset" });
  const labeled = labeledImages(dataset, inputs.images, column, ofValue);
  const splits = splitsOf(dataset, labeled, inputs);
  const count = classes.length;
  const train = setOf("train", labeled, splits.train, count);
  const validation = setOf("validation", labeled, splits.validation, count);
  const test = setOf("test", labeled, splits.test, count);
  const learned = new Set([...train.labels, ...(refit ? validation.labels : [])]);
  if (!test.labels.some((label) => learned.has(label))) {
    throw new ClipscopeError(
      "bad-argument",
      `No class of ${dataset.title} has both images to learn from and images to test on, so no answer could be right: ${count} classes, ${labeled.labels.length} images. Give several images a class, or a split column in which the splits share classes.`,
    );
  }
  const { predict, chosen, options } = await fit({ train, validation, refit });
  const predictions = predict(test);
  const { labels } = test;
  const result = {
    classes,
    ...chosen,
    counts: {
      train: splits.train.length,
      validation: splits.validation.length,
      test: splits.test.length,
    },
    accuracy: proportion(countCorrect({ predictions, labels }), labels.length),
    perClass: scoreClasses(predictions, labels, count),
    ...(count <= MOST_CLASSES_CROSSED && {
      confusion: confusionMatrix({ predictions, labels, classes: count }),
    }),
    rows: takeImages(labeled.images, splits.test).rows,
    labels,
    predictions,
  };
  const manifest = await manifestOf(
    {
      kind,
      images: labeled.images,
      classes,
      leftOut: { ...labeled.leftOut, ...splits.leftOut },
      seed: splits.seed,
      options: { label: column.title, ...splits.options, refit, ...options },
      testSplits: [dataset.hash],
    },
    how,
  );
  return { result, manifest };
}
