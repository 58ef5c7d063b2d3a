import type { Dataset } from "@clipscope/datasets";
import {
  type ConfusionMatrix,
  confusionMatrix,
  countCorrect,
  type LogisticRegression,
  type Proportion,
  predictLinear,
  proportion,
  type SweepStep,
  sweepRegularization,
} from "@clipscope/toolkit";
import { checkOptions } from "@clipscope/types";
import { type EmbeddedImages, takeImages } from "../embed/embedded-images.js";
import { type ClassInputs, classesOf, type EvaluatedClass } from "./classes.js";
import { labelColumn } from "./columns.js";
import { type Evaluation, HOW, type How } from "./evaluation.js";
import { labeledImages } from "./labeled-images.js";
import { manifestOf } from "./manifest.js";
import { type ClassScores, scoreClasses } from "./scores-by-class.js";
import { type SplitInputs, setOf, splitsOf } from "./splits.js";

export interface ProbeInputs extends SplitInputs, Omit<ClassInputs, "vocabulary"> {
  dataset: Dataset;
  /** The dataset's embeddings, best with features "preProjection", as in the CLIP paper. */
  images: EmbeddedImages;
  /** The column with the labels. Default: the dataset's. */
  label?: string;
  /** Whether the probe is fitted once more to train and validation with the λ that was chosen. Default true. */
  refit?: boolean;
}

export interface ProbeEvaluation {
  classes: readonly EvaluatedClass[];
  probe: LogisticRegression;
  lambda: number;
  /** What was tried on validation, in ascending order of λ. */
  tried: readonly SweepStep[];
  /** How many images each split has. */
  counts: { train: number; validation: number; test: number };
  /** On test, with Wilson's interval at 95%. */
  accuracy: Proportion;
  perClass: ClassScores;
  confusion: ConfusionMatrix;
  /** The dataset's row of each test image: `[test]`. */
  rows: Int32Array;
  labels: Int32Array;
  predictions: Int32Array;
}

/**
 * The linear probe of the CLIP paper (A.3): logistic regression by L-BFGS, λ swept on validation, fitted again to train
 * and validation, and looked at once on test. The splits are the dataset's, or drawn by a seed. Throws `bad-argument` for
 * no labels, too few rows or splits that the column does not name, and `cancelled`.
 */
export async function evaluateProbe(
  inputs: ProbeInputs,
  how: How = {},
): Promise<Evaluation<ProbeEvaluation>> {
  checkOptions(inputs, ["dataset", "images", "label", "classes", "refit", "split", "seed"], "evaluateProbe");
  checkOptions(how, HOW, "evaluateProbe");
  const { dataset, refit = true } = inputs;
  const { products, onProgress, signal } = how;
  const column = labelColumn(dataset, inputs.label);
  const { classes, ofValue } = classesOf(dataset, column, { classes: inputs.classes, vocabulary: "subset" });
  const labeled = labeledImages(dataset, inputs.images, column, ofValue);
  const splits = splitsOf(dataset, labeled, inputs);
  const count = classes.length;
  const sweep = await sweepRegularization(
    setOf("train", labeled, splits.train, count),
    setOf("validation", labeled, splits.validation, count),
    { refit, ...(products && { products }), ...(onProgress && { onProgress }), ...(signal && { signal }) },
  );
  const test = setOf("test", labeled, splits.test, count);
  const predictions = predictLinear(sweep.probe, test.embeddings);
  const { labels } = test;
  const result: ProbeEvaluation = {
    classes,
    probe: sweep.probe,
    lambda: sweep.lambda,
    tried: sweep.tried,
    counts: {
      train: splits.train.length,
      validation: splits.validation.length,
      test: splits.test.length,
    },
    accuracy: proportion(countCorrect({ predictions, labels }), labels.length),
    perClass: scoreClasses(predictions, labels, count),
    confusion: confusionMatrix({ predictions, labels, classes: count }),
    rows: takeImages(labeled.images, splits.test).rows,
    labels,
    predictions,
  };
  const manifest = await manifestOf(
    {
      kind: "probe",
      images: labeled.images,
      classes,
      leftOut: { ...labeled.leftOut, ...splits.leftOut },
      seed: splits.seed,
      options: { label: column.title, ...splits.options, refit, lambda: sweep.lambda },
      testSplits: [dataset.hash],
    },
    how,
  );
  return { result, manifest };
}
