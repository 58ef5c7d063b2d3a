import type { Dataset } from "@clipscope/datasets";
import {
  crossValidate,
  findLabelErrors,
  localOutlierFactors,
  logisticFolds,
  nearDuplicates,
  softmax,
  zeroShotLogits,
} from "@clipscope/toolkit";
import {
  ClipscopeError,
  checkOneOf,
  checkOptions,
  type Embeddings,
  type Matrix,
  throwIfCancelled,
} from "@clipscope/types";
import { type EmbeddedImages, projectedEmbeddings } from "../embed/embedded-images.js";
import type { Encoder } from "../encoder/encoder.js";
import { type ClassInputs, classesOf, type EvaluatedClass, unlabeledClasses } from "./classes.js";
import { classifierOf } from "./classifier.js";
import { labelColumn } from "./columns.js";
import { type Evaluation, HOW, type How } from "./evaluation.js";
import { type FoundClusters, findClusters } from "./find-clusters.js";
import { checkSameDataset, labeledImages } from "./labeled-images.js";
import { manifestOf } from "./manifest.js";
import { checkMatrixFits } from "./matrix-size.js";
import { classOptions, templatesOf } from "./zero-shot.js";

export type FindingKind = "label-errors" | "duplicates" | "outliers" | "clusters";

export interface FindingsInputs extends ClassInputs {
  dataset: Dataset;
  images: EmbeddedImages;
  /** Model for class texts, used for label errors. */
  encoder: Encoder;
  /** Kinds of findings. Default: all that the data allows, except clusters. Label errors need labels. */
  kinds?: readonly FindingKind[];
  /**
   * Classifier that labels are compared with: "words", zero-shot (default with a model), or "probe", logistic
   * regression fitted to the other folds of a cross-validation.
   */
  by?: "words" | "probe";
  /** Seed of the folds, and of the components on which many images are clustered. Default 42. */
  seed?: number;
  label?: string;
  templates?: readonly string[];
  /** Cosine from which two images count as duplicates. Default 0.97. */
  threshold?: number;
  /** Number of neighbors in the outlier factor. Default 20, or fewer if there are fewer images. */
  neighbors?: number;
}

/** Findings; rows refer to the dataset. */
export interface FindingsEvaluation {
  /** Probable label errors, most suspicious first. */
  labelErrors?: readonly { row: number; label: string; suggested: string; confidence: number }[];
  duplicates?: {
    pairs: readonly { a: number; b: number; cosine: number }[];
    /** Rows linked by duplicate pairs. */
    groups: readonly (readonly number[])[];
  };
  /** All images by descending local outlier factor: about 1 in a cluster, well above 1 for outliers. */
  outliers?: readonly { row: number; factor: number }[];
  clusters?: FoundClusters;
}

/**
 * Possible problems in a dataset: labels that the model confidently contradicts (Northcutt et al. 2021),
 * duplicate images, outliers, and clusters. Throws `bad-argument` for a kind that needs labels if there are none, and
 * `cancelled`.
 */
export async function evaluateFindings(
  inputs: FindingsInputs,
  how: How = {},
): Promise<Evaluation<FindingsEvaluation>> {
  checkOptions(
    inputs,
    [
      "dataset",
      "images",
      "encoder",
      "kinds",
      "label",
      "templates",
      "threshold",
      "neighbors",
      "by",
      "seed",
      "classes",
      "vocabulary",
    ],
    "evaluateFindings",
  );
  checkOptions(how, HOW, "evaluateFindings");
  const { dataset, images, encoder, threshold = 0.97 } = inputs;
  checkSameDataset(dataset, images);
  const kinds = kindsOf(inputs);
  const neighbors = Math.min(inputs.neighbors ?? 20, images.rows.length - 1);
  const result: FindingsEvaluation = {};
  let asked: Awaited<ReturnType<typeof labelErrors>> | undefined;
  if (kinds.includes("label-errors")) {
    asked = await labelErrors(inputs, how);
    result.labelErrors = asked.found;
  }
  // Without a model, imported vectors are compared unchanged; cosines need no normalization.
  const embeddings = encoder.width === 0 ? images.embeddings : projectedEmbeddings(images, encoder);
  if (kinds.includes("duplicates")) {
    throwIfCancelled(how.signal, "Looking for duplicates");
    const { pairs, groups } = nearDuplicates(embeddings, { threshold });
    const row = (i: number) => images.rows[i];
    result.duplicates = {
      pairs: pairs.map(({ a, b, cosine }) => ({ a: row(a), b: row(b), cosine })),
      groups: groups.map((group) => group.map(row)),
    };
  }
  if (kinds.includes("outliers")) {
    throwIfCancelled(how.signal, "Looking for outliers");
    const factors = localOutlierFactors(embeddings, { k: neighbors });
    result.outliers = Array.from(factors, (factor, i) => ({ row: images.rows[i], factor })).sort(
      (a, b) => b.factor - a.factor || a.row - b.row,
    );
  }
  let clusterOptions: Record<string, unknown> | undefined;
  if (kinds.includes("clusters")) {
    const words = await clusterWords(inputs, how);
    const { found, options } = await findClusters(embeddings, images.rows, words, inputs.seed ?? 42, how);
    result.clusters = found;
    clusterOptions = { ...options, named: words !== undefined };
  }
  const manifest = await manifestOf(
    {
      kind: "findings",
      images,
      encoder: encoder.width === 0 ? images.encoder : encoder.id,
      ...asked?.about,
      options: {
        kinds,
        ...(kinds.includes("duplicates") && { threshold }),
        ...(kinds.includes("outliers") && { neighbors }),
        ...(clusterOptions && { clusters: clusterOptions }),
        ...asked?.options,
      },
    },
    how,
  );
  return { result, manifest };
}

function kindsOf({ kinds, dataset, label, images }: FindingsInputs): FindingKind[] {
  const known: readonly FindingKind[] = ["label-errors", "duplicates", "outliers", "clusters"];
  const unknown = kinds?.find((kind) => !known.includes(kind));
  if (unknown !== undefined) {
    throw new ClipscopeError(
      "bad-argument",
      `Unknown finding "${unknown}". The kinds are: ${known.join(", ")}.`,
    );
  }
  if (images.rows.length < 3) {
    throw new ClipscopeError(
      "bad-argument",
      `Findings compare images with each other, but there are only ${images.rows.length}: give at least three.`,
    );
  }
  if (kinds) return known.filter((kind) => kinds.includes(kind));
  const hasLabels = (label ?? dataset.roles.label) !== undefined;
  return known.filter((kind) => kind !== "clusters" && (kind !== "label-errors" || hasLabels));
}

/** Classes to name clusters after; undefined without a text encoder or without classes. */
async function clusterWords(inputs: FindingsInputs, how: How) {
  const { dataset, encoder, label = dataset.roles.label } = inputs;
  if (encoder.width === 0 || (inputs.classes === undefined && label === undefined)) return undefined;
  const classes =
    label === undefined
      ? unlabeledClasses(inputs.classes ?? [])
      : classesOf(dataset, labelColumn(dataset, label), inputs).classes;
  return { classes, vectors: await classifierOf(encoder, classes, templatesOf(inputs), how) };
}

async function labelErrors(
  inputs: FindingsInputs,
  how: How,
): Promise<{
  found: NonNullable<FindingsEvaluation["labelErrors"]>;
  about: {
    classes: readonly EvaluatedClass[];
    templates?: readonly string[];
    leftOut: Record<string, number>;
    seed?: number;
  };
  options: Record<string, unknown>;
}> {
  const { dataset, encoder, by = encoder.width === 0 ? "probe" : "words", seed = 42 } = inputs;
  checkOneOf("by", by, ["words", "probe"]);
  const column = labelColumn(dataset, inputs.label);
  const listed = classesOf(dataset, column, inputs);
  const { classes } = listed;
  const { images, labels, leftOut } = labeledImages(dataset, inputs.images, column, listed.ofValue);
  checkMatrixFits(labels.length, classes.length);
  const templates = templatesOf(inputs);
  const probabilities =
    by === "words"
      ? softmax(
          zeroShotLogits(
            projectedEmbeddings(images, encoder),
            await classifierOf(encoder, classes, templates, how),
            { logitScale: encoder.logitScale },
          ),
        )
      : await foldProbabilities(images.embeddings, labels, classes.length, seed, how);
  const { rows, suggested, selfConfidence } = findLabelErrors({ probabilities, labels });
  const name = (c: number) => classes[c].names[0];
  return {
    found: Array.from(rows, (i, at) => ({
      row: images.rows[i],
      label: name(labels[i]),
      suggested: name(suggested[at]),
      confidence: selfConfidence[i],
    })),
    about: { classes, leftOut, ...(by === "words" ? { templates } : { seed }) },
    options: {
      ...classOptions(column, listed),
      by,
      ...(by === "words" ? { logitScale: encoder.logitScale } : { folds: FOLDS }),
    },
  };
}

const FOLDS = 5;

/** Each image's out-of-fold probabilities from a probe. */
async function foldProbabilities(
  embeddings: Embeddings,
  labels: Int32Array,
  classes: number,
  seed: number,
  { products, onProgress, signal }: How,
): Promise<Matrix> {
  const { probabilities } = await crossValidate(
    { embeddings, labels, classes },
    {
      folds: FOLDS,
      seed,
      method: logisticFolds({ ...(products && { products }) }),
      ...(onProgress && { onProgress }),
      ...(signal && { signal }),
    },
  );
  return probabilities;
}
