import type { Dataset } from "@clipscope/datasets";
import {
  countCorrect,
  type FewShotCurve,
  fewShotCurve,
  type Proportion,
  proportion,
} from "@clipscope/toolkit";
import { ClipscopeError, checkOptions } from "@clipscope/types";
import { type EmbeddedImages, takeImages } from "../embed/embedded-images.js";
import type { Encoder } from "../encoder/encoder.js";
import { type ClassInputs, classesOf, type EvaluatedClass } from "./classes.js";
import { probeLabeler, wordLabeler } from "./classifiers.js";
import { labelColumn } from "./columns.js";
import { type Evaluation, HOW, type How } from "./evaluation.js";
import { labeledImages } from "./labeled-images.js";
import { manifestOf } from "./manifest.js";
import { type SplitInputs, setOf, splitsOf } from "./splits.js";
import { templatesOf } from "./zero-shot.js";

export interface FewShotInputs extends SplitInputs, Omit<ClassInputs, "vocabulary"> {
  dataset: Dataset;
  /** The dataset's embeddings, preferably with features "preProjection". */
  images: EmbeddedImages;
  /** Model for the zero-shot line; there is no line without one, or with "none". */
  encoder?: Encoder;
  label?: string;
  /** Templates of the zero-shot line. Default: the dataset's own, or "a photo of a {}.". */
  templates?: readonly string[];
  /** Labeled images per class. Default 1, 2, 4, 8, 16. */
  shots?: readonly number[];
  /** Seeds, each giving a draw of the images. Default 1, 2, 3. */
  seeds?: readonly number[];
}

export interface FewShotEvaluation {
  classes: readonly EvaluatedClass[];
  curve: FewShotCurve;
  /** Zero-shot accuracy on test, with 95% Wilson interval; absent without a text model. */
  zeroShot?: Proportion;
  /** A probe fitted to all training images: its test accuracy, its λ, and the number of images. */
  full: { accuracy: Proportion; lambda: number; images: number };
  counts: { train: number; validation: number; test: number };
}

/**
 * Few-shot curve: how many labeled images per class match zero-shot accuracy (CLIP paper, figures 6 and 7).
 * Probes fitted to a few images per class are compared with zero-shot on test; λ is chosen on all of
 * validation. Throws the errors of `evaluateProbe`.
 */
export async function evaluateFewShot(
  inputs: FewShotInputs,
  how: How = {},
): Promise<Evaluation<FewShotEvaluation>> {
  checkOptions(
    inputs,
    ["dataset", "images", "encoder", "label", "templates", "shots", "seeds", "classes", "split", "seed"],
    "evaluateFewShot",
  );
  checkOptions(how, HOW, "evaluateFewShot");
  const { dataset, encoder } = inputs;
  const { products, onProgress, signal } = how;
  const shots = inputs.shots ?? [1, 2, 4, 8, 16];
  const seeds = inputs.seeds ?? [1, 2, 3];
  const column = labelColumn(dataset, inputs.label);
  const { classes, ofValue } = classesOf(dataset, column, { classes: inputs.classes, vocabulary: "subset" });
  const labeled = labeledImages(dataset, inputs.images, column, ofValue);
  const splits = splitsOf(dataset, labeled, inputs);
  const count = classes.length;
  const [train, validation, test] = [
    setOf("train", labeled, splits.train, count),
    setOf("validation", labeled, splits.validation, count),
    setOf("test", labeled, splits.test, count),
  ];
  if (!shots.some((k) => k <= Math.max(...countsOf(train.labels, count)))) {
    throw new ClipscopeError(
      "bad-argument",
      `No class has ${Math.min(...shots)} training images: use fewer shots.`,
    );
  }
  const testImages = takeImages(labeled.images, splits.test);
  const score = (predictions: Int32Array) =>
    proportion(countCorrect({ predictions, labels: test.labels }), test.labels.length);
  const templates = templatesOf(inputs);
  const hasWords = encoder !== undefined && encoder.width !== 0;
  const words = hasWords
    ? await wordLabeler(encoder, classes, { kind: "zero-shot", templates }, how)
    : undefined;
  const zeroShot = words && score(words.predict(testImages));
  const carried = {
    ...(products && { products }),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  };
  const curve = await fewShotCurve(train, validation, test, {
    shots,
    seeds,
    ...(zeroShot && { zeroShot: zeroShot.value }),
    ...carried,
  });
  const full = await probeLabeler(labeled, splits, count, { kind: "probe", refit: false }, how);
  const result: FewShotEvaluation = {
    classes,
    curve,
    ...(zeroShot && { zeroShot }),
    full: {
      accuracy: score(full.predict(testImages)),
      lambda: full.options.lambda as number,
      images: splits.train.length,
    },
    counts: { train: splits.train.length, validation: splits.validation.length, test: splits.test.length },
  };
  const manifest = await manifestOf(
    {
      kind: "few-shot",
      images: labeled.images,
      ...(hasWords && { encoder: encoder.id, templates }),
      classes,
      leftOut: { ...labeled.leftOut, ...splits.leftOut },
      seed: splits.seed,
      options: { label: column.title, ...splits.options, shots: [...shots], seeds: [...seeds] },
      testSplits: [dataset.hash],
    },
    how,
  );
  return { result, manifest };
}

function countsOf(labels: Int32Array, classes: number): Int32Array {
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]++;
  return counts;
}
