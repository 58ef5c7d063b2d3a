import { argmaxRows, linearLogits, predictLinear, sweepRegularization, zeroShot } from "@clipscope/toolkit";
import type { Embeddings } from "@clipscope/types";
import { type EmbeddedImages, projectedEmbeddings } from "../embed/embedded-images.js";
import type { Encoder } from "../encoder/encoder.js";
import type { EvaluatedClass } from "./classes.js";
import { classifierOf, type TextHow } from "./classifier.js";
import type { How } from "./evaluation.js";
import type { LabeledImages } from "./labeled-images.js";
import { type Splits, setOf } from "./splits.js";

/**
 * How images are classified. "zero-shot": from words; its own prompts for each class, in the place of names and
 * templates, make another set of words. "probe": logistic regression on the training split.
 */
export type ClassifierSpec =
  | {
      kind: "zero-shot";
      name?: string;
      templates?: readonly string[];
      /** Texts of each class, `[classes]`. */
      prompts?: readonly (readonly string[])[];
    }
  | {
      kind: "probe";
      name?: string;
      /** Whether the probe is fitted once more to train and validation together. Default true, as in the paper. */
      refit?: boolean;
    };

/** A classifier of embedded images. */
export interface ImageLabeler {
  name: string;
  /** The class of each image, `[images]`; `among` are the classes that compete, all by default. */
  predict(images: EmbeddedImages, among?: Int32Array): Int32Array;
  /** For the manifest. */
  options: Record<string, unknown>;
}

/** A zero-shot classifier of the classes. */
export async function wordLabeler(
  encoder: Encoder,
  classes: readonly EvaluatedClass[],
  { name = "zero-shot", templates = [], prompts }: Extract<ClassifierSpec, { kind: "zero-shot" }>,
  how: TextHow,
): Promise<ImageLabeler> {
  const asked = prompts ? classes.map((each, c) => ({ ...each, prompts: prompts[c] })) : classes;
  const classifier = await classifierOf(encoder, asked, templates, how);
  const { logitScale } = encoder;
  return {
    name,
    predict: (images, among) =>
      zeroShot(projectedEmbeddings(images, encoder), classifier, {
        logitScale,
        topK: 1,
        ...(among && { classes: among }),
      }).predictions,
    options: { kind: "zero-shot", ...(prompts ? { prompts: "of each class" } : { templates }) },
  };
}

/** A linear probe that learns from the training split, its λ chosen on validation. */
export async function probeLabeler(
  labeled: LabeledImages,
  { train, validation }: Splits,
  classes: number,
  { name = "linear probe", refit = true }: Extract<ClassifierSpec, { kind: "probe" }>,
  { products, onProgress, signal }: How,
): Promise<ImageLabeler> {
  const sweep = await sweepRegularization(
    setOf("train", labeled, train, classes),
    setOf("validation", labeled, validation, classes),
    { refit, ...(products && { products }), ...(onProgress && { onProgress }), ...(signal && { signal }) },
  );
  return {
    name,
    predict: ({ embeddings }, among) =>
      among ? argmaxAmong(sweep.probe, embeddings, among) : predictLinear(sweep.probe, embeddings),
    options: { kind: "probe", refit, lambda: sweep.lambda, trainRows: train.length },
  };
}

function argmaxAmong(
  probe: Parameters<typeof linearLogits>[0],
  embeddings: Embeddings,
  among: Int32Array,
): Int32Array {
  const { data, rows, cols } = linearLogits(probe, embeddings);
  const own = new Float64Array(rows * among.length);
  for (let row = 0; row < rows; row++) {
    for (const [at, c] of among.entries()) own[row * among.length + at] = data[row * cols + c];
  }
  return argmaxRows({ data: own, rows, cols: among.length }).map((at) => among[at]);
}
