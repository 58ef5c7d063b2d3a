import type { CategoryColumn, Dataset } from "@clipscope/datasets";
import { type ConfusionMatrix, confusionMatrix, type Proportion, type TopK } from "@clipscope/toolkit";
import { checkOptions } from "@clipscope/types";
import { type EmbeddedImages, projectedEmbeddings } from "../embed/embedded-images.js";
import type { Encoder } from "../encoder/encoder.js";
import { type Classes, type ClassInputs, classesOf, type EvaluatedClass } from "./classes.js";
import { classifierOf } from "./classifier.js";
import { labelColumn } from "./columns.js";
import { type Evaluation, HOW, type How } from "./evaluation.js";
import { labeledImages } from "./labeled-images.js";
import { manifestOf } from "./manifest.js";
import { MOST_CLASSES_CROSSED } from "./matrix-size.js";
import { scoreZeroShot } from "./score-zero-shot.js";
import { type ClassScores, scoreClasses } from "./scores-by-class.js";

export interface ZeroShotInputs extends ClassInputs {
  dataset: Dataset;
  /** The dataset's embeddings, from `embedDataset`. */
  images: EmbeddedImages;
  /** Model for the class texts, the same as for the images. */
  encoder: Encoder;
  /** Label column. Default: the dataset's. */
  label?: string;
  /** Prompt templates. Default: the dataset's own, or "a photo of a {}.". */
  templates?: readonly string[];
  /** Number of classes to keep per image. Default 5. */
  topK?: number;
}

export interface ZeroShotEvaluation {
  classes: readonly EvaluatedClass[];
  /** The dataset's row of each scored image: `[images]`. */
  rows: Int32Array;
  /** Index into `classes` for each image; predictions are given as the classes they count as. */
  labels: Int32Array;
  predictions: Int32Array;
  /** Softmax probability of the prediction, 0 to 1. */
  confidences: Float32Array;
  topK: TopK;
  /** Top-1 accuracy, with 95% Wilson interval. */
  top1: Proportion;
  /** Share of images whose label is among the best `topK.k` classes: 5, or all if there are fewer. */
  inTopK: Proportion;
  perClass: ClassScores;
  /** Confusion matrix; absent for more than 2,000 classes. */
  confusion?: ConfusionMatrix;
}

export const DEFAULT_TEMPLATES: readonly string[] = ["a photo of a {}."];

/**
 * Zero-shot accuracy (CLIP §3.1): each image gets the class with the nearest prompts, which is compared with
 * its label. The manifest records the competing classes, the templates and the number of rows left out.
 * Throws `bad-argument` for no labels, labels outside all classes, or a single class; `not-supported` without
 * a text model; `cancelled`.
 */
export async function evaluateZeroShot(
  inputs: ZeroShotInputs,
  how: How = {},
): Promise<Evaluation<ZeroShotEvaluation>> {
  checkOptions(
    inputs,
    ["dataset", "images", "encoder", "label", "templates", "topK", "classes", "vocabulary"],
    "evaluateZeroShot",
  );
  checkOptions(how, HOW, "evaluateZeroShot");
  const { dataset, encoder, topK = 5 } = inputs;
  const templates = templatesOf(inputs);
  const column = labelColumn(dataset, inputs.label);
  const listed = classesOf(dataset, column, inputs);
  const { images, labels, leftOut } = labeledImages(dataset, inputs.images, column, listed.ofValue);
  const embeddings = projectedEmbeddings(images, encoder);
  const classifier = await classifierOf(encoder, listed.classes, templates, how);
  const scored = scoreZeroShot(
    { images: embeddings, classifier, labels, classes: listed.classes },
    { logitScale: encoder.logitScale, topK },
  );
  const count = listed.classes.length;
  const result: ZeroShotEvaluation = {
    classes: listed.classes,
    rows: images.rows,
    labels,
    predictions: scored.predictions,
    confidences: scored.confidences,
    topK: scored.topK,
    top1: scored.top1,
    inTopK: scored.inTopK,
    perClass: scoreClasses(scored.predictions, labels, count),
    ...(count <= MOST_CLASSES_CROSSED && {
      confusion: confusionMatrix({ ...scored, labels, classes: count }),
    }),
  };
  const manifest = await zeroShotManifest(
    { images, encoder, listed, column, templates, leftOut, topK: scored.topK.k },
    how,
  );
  return { result, manifest };
}

/** The manifest of zero-shot scores, or, without a label column, of predictions only. */
export const zeroShotManifest = (
  {
    images,
    encoder,
    listed,
    column,
    templates,
    leftOut,
    topK,
  }: {
    images: EmbeddedImages;
    encoder: Encoder;
    listed: Pick<Classes, "classes" | "vocabulary">;
    column?: CategoryColumn | undefined;
    templates: readonly string[];
    leftOut: Readonly<Record<string, number>>;
    topK: number;
  },
  how: How,
) =>
  manifestOf(
    {
      kind: "zero-shot",
      images,
      encoder: encoder.id,
      classes: listed.classes,
      templates,
      leftOut,
      options: {
        ...(column ? classOptions(column, listed) : { vocabulary: listed.vocabulary }),
        topK,
        logitScale: encoder.logitScale,
      },
    },
    how,
  );

/** The given templates, or the dataset's, or CLIP's default. */
export const templatesOf = ({
  dataset,
  templates,
}: {
  dataset: Dataset;
  templates?: readonly string[];
}): readonly string[] => templates ?? dataset.templates ?? DEFAULT_TEMPLATES;

/** Manifest entries about the labels and the competing classes. */
export const classOptions = (column: CategoryColumn, { vocabulary }: Pick<Classes, "vocabulary">) => ({
  label: column.title,
  vocabulary,
});
