import {
  argmaxRows,
  type LinearClassifier,
  linearLogits,
  predictLinear,
  sweepRegularization,
  zeroShot,
} from "@clipscope/toolkit";
import { ClipscopeError, type Embeddings } from "@clipscope/types";
import { type EmbeddedImages, projectedEmbeddings } from "../embed/embedded-images.js";
import type { Encoder } from "../encoder/encoder.js";
import { countedPredictions, type EvaluatedClass } from "./classes.js";
import { classifierOf } from "./classifier.js";
import type { How } from "./evaluation.js";
import type { LabeledImages } from "./labeled-images.js";
import { type Splits, setOf } from "./splits.js";

/**
 * A classification method. "zero-shot": from class names, or from prompts given for each class. "probe":
 * logistic regression on the training split.
 */
export type ClassifierSpec =
  | {
      kind: "zero-shot";
      name?: string;
      templates?: readonly string[];
      /** Texts for each class, `[classes]`. */
      prompts?: readonly (readonly string[])[];
    }
  | {
      kind: "probe";
      name?: string;
      /** Whether to refit the probe on train and validation together. Default true, as in the paper. */
      refit?: boolean;
    }
  | {
      /** A fitted linear classifier, for the same kind of features and the same classes. */
      kind: "head";
      name: string;
      head: LinearClassifier;
    };

/** A classifier of embedded images. */
export interface ImageLabeler {
  name: string;
  /** Predicts the class of each image, `[images]`; `among` are the competing classes, by default all. */
  predict(images: EmbeddedImages, among?: Int32Array): Int32Array;
  /** Options for the manifest. */
  options: Record<string, unknown>;
}

/** A zero-shot classifier. */
export async function wordLabeler(
  encoder: Encoder,
  classes: readonly EvaluatedClass[],
  { name = "zero-shot", templates = [], prompts }: Extract<ClassifierSpec, { kind: "zero-shot" }>,
  how: How,
): Promise<ImageLabeler> {
  const asked = prompts ? classes.map((each, c) => ({ ...each, prompts: prompts[c] })) : classes;
  const classifier = await classifierOf(encoder, asked, templates, how);
  const { logitScale } = encoder;
  return {
    name,
    predict: (images, among) => {
      const { predictions } = zeroShot(projectedEmbeddings(images, encoder), classifier, {
        logitScale,
        topK: 1,
        ...(among && { classes: withSynonyms(among, classes) }),
      });
      return countedPredictions(predictions, classes);
    },
    options: { kind: "zero-shot", ...(prompts ? { prompts: "of each class" } : { templates }) },
  };
}

/** The competing classes, including all that count as one of them. */
function withSynonyms(among: Int32Array, classes: readonly EvaluatedClass[]): Int32Array {
  const chosen = new Set(among);
  return Int32Array.from(classes.keys()).filter((c) => chosen.has(classes[c].countsAs ?? c));
}

/** A linear probe fitted on the training split, with λ chosen on validation. */
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
  const options = { kind: "probe", refit, lambda: sweep.lambda, trainRows: train.length };
  return { ...headLabeler({ kind: "head", name, head: sweep.probe }), options };
}

/** A linear classifier applied to the features unchanged. */
export function headLabeler({ name, head }: Extract<ClassifierSpec, { kind: "head" }>): ImageLabeler {
  return {
    name,
    predict: ({ embeddings }, among) =>
      among ? argmaxAmong(head, embeddings, among) : predictLinear(head, embeddings),
    options: { kind: "head" },
  };
}

/** Builds all requested classifiers; `learnFrom` gives the training rows for probes. */
export async function labelersOf(
  specs: readonly ClassifierSpec[],
  about: {
    encoder: Encoder;
    classes: readonly EvaluatedClass[];
    templates: readonly string[];
    labeled: LabeledImages;
    learnFrom(): Splits;
  },
  how: How,
): Promise<ImageLabeler[]> {
  const { encoder, classes, templates, labeled } = about;
  const labelers: ImageLabeler[] = [];
  for (const spec of specs) {
    if (spec.kind === "zero-shot") {
      labelers.push(await wordLabeler(encoder, classes, { templates, ...spec }, how));
    } else if (spec.kind === "probe") {
      labelers.push(await probeLabeler(labeled, about.learnFrom(), classes.length, spec, how));
    } else if (spec.kind === "head") {
      if (spec.head.classes !== classes.length) {
        throw new ClipscopeError(
          "bad-argument",
          `${spec.name} knows ${spec.head.classes} classes, and there are ${classes.length} here.`,
        );
      }
      labelers.push(headLabeler(spec));
    } else {
      throw new ClipscopeError(
        "bad-argument",
        `A classifier's kind is "${(spec as { kind?: unknown }).kind}": it must be zero-shot, probe or head.`,
      );
    }
  }
  return labelers;
}

function argmaxAmong(head: LinearClassifier, embeddings: Embeddings, among: Int32Array): Int32Array {
  const { data, rows, cols } = linearLogits(head, embeddings);
  const own = new Float64Array(rows * among.length);
  for (let row = 0; row < rows; row++) {
    for (const [at, c] of among.entries()) own[row * among.length + at] = data[row * cols + c];
  }
  return argmaxRows({ data: own, rows, cols: among.length }).map((at) => among[at]);
}
