import type { ImageInput } from "@clipscope/core";
import type { Dataset } from "@clipscope/datasets";
import { CORRUPTIONS, type CorruptionId, corrupt } from "@clipscope/datasets/corruptions";
import { corruptionErrors, countCorrect, type Proportion, proportion } from "@clipscope/toolkit";
import {
  ClipscopeError,
  checkOptions,
  concatenateRows,
  type RgbImage,
  throwIfCancelled,
} from "@clipscope/types";
import { readError } from "../embed/embed-dataset.js";
import type { EmbeddedImages } from "../embed/embedded-images.js";
import type { Encoder } from "../encoder/encoder.js";
import { type ClassInputs, classesOf, type EvaluatedClass } from "./classes.js";
import { type ClassifierSpec, type ImageLabeler, labelersOf } from "./classifiers.js";
import { labelColumn } from "./columns.js";
import { corruptiblePicture } from "./corruptible-picture.js";
import { type Evaluation, HOW, type How } from "./evaluation.js";
import { labeledImages } from "./labeled-images.js";
import { manifestOf } from "./manifest.js";
import { type SplitInputs, type Splits, splitsOf } from "./splits.js";
import { classOptions, templatesOf } from "./zero-shot.js";

/** A classifier of raw images, such as a supervised model, evaluated on the same corrupted pixels. */
export interface PictureClassifier {
  name: string;
  /** Predicts the class of each image, `[pictures]`, as an index into the evaluation's classes. */
  predict(pictures: readonly RgbImage[], how: { signal?: AbortSignal }): Promise<Int32Array>;
}

export interface CorruptionsInputs extends ClassInputs, SplitInputs {
  dataset: Dataset;
  /**
   * The dataset's embeddings, which classifiers may be fitted to; must have features "preProjection" for
   * probes.
   */
  images: EmbeddedImages;
  encoder: Encoder;
  label?: string;
  /** Classifiers of embeddings. Default: zero-shot only. */
  classifiers?: readonly ClassifierSpec[];
  templates?: readonly string[];
  /** Classifiers of raw images, listed first in the results. */
  pictures?: readonly PictureClassifier[];
  /** Kinds of corruption. Default: ImageNet-C's nineteen. */
  kinds?: readonly CorruptionId[];
  /** Severities from 1 to 5. Default: all. */
  severities?: readonly number[];
  /**
   * Rows to score: "all", or those of the test split. Default "test" if anything is fitted, otherwise "all".
   */
  score?: "all" | "test";
  /** The most rows to score, evenly spaced among these. Default: all of them. */
  most?: number;
  /**
   * "model" (default): images larger than the model's input are first resized and cropped to its size, as
   * ImageNet-C was made at 224. "own": images are corrupted at full size.
   */
  size?: "model" | "own";
  /** Classifier whose errors normalize the mean corruption error. Default: the first. */
  unit?: string;
}

/** A classifier's accuracy by severity. */
export interface CorruptionCurves {
  name: string;
  /** Accuracy without corruption. */
  clean: Proportion;
  /** Accuracy at each severity, by kind. */
  byKind: Record<string, Proportion[]>;
  /**
   * Mean corruption error relative to the reference classifier, over the kinds used in papers; absent if none
   * of them was requested, or if the reference makes no errors.
   */
  meanCorruptionError?: number;
}

export interface CorruptionsEvaluation {
  classes: readonly EvaluatedClass[];
  kinds: readonly CorruptionId[];
  severities: readonly number[];
  /** Dataset rows that were scored. */
  rows: Int32Array;
  curves: readonly CorruptionCurves[];
  /** The reference classifier and the kinds in the mean corruption error. */
  errors: { relativeTo: string; over: readonly CorruptionId[] };
}

/**
 * Accuracies of all classifiers, in the order of `curves`, for one kind and severity; severity 0 is without
 * corruption.
 */
export interface CorruptionScores {
  kind?: CorruptionId;
  severity: number;
  accuracies: readonly Proportion[];
}

export interface CorruptionsHow extends How {
  /** Receives each kind and severity as soon as it is scored, so that results survive a cancellation. */
  onScores?: (scores: CorruptionScores) => void;
  /** Scores from an earlier run on the same inputs, which are not recomputed. */
  known?: readonly CorruptionScores[];
  /** Number of images held and encoded at a time. Default 256. */
  batchSize?: number;
}

export const CORRUPTIONS_HOW = [...HOW, "onScores", "known", "batchSize"] as const;

/**
 * Accuracy on images under ImageNet-C's corruptions (Hendrycks & Dietterich 2019), with each image's row as its
 * seed; all classifiers see the same pixels. Images that can no longer be read are left out and counted. Throws
 * `bad-argument` for an unknown kind or severity, or an invalid `most`, `not-supported` without images or a model,
 * the error of the first image if none can be read, and `cancelled`.
 */
export async function evaluateCorruptions(
  inputs: CorruptionsInputs,
  how: CorruptionsHow = {},
): Promise<Evaluation<CorruptionsEvaluation>> {
  checkOptions(
    inputs,
    [
      "dataset",
      "images",
      "encoder",
      "label",
      "classifiers",
      "templates",
      "pictures",
      "kinds",
      "severities",
      "score",
      "most",
      "size",
      "unit",
      "classes",
      "vocabulary",
      "split",
      "seed",
    ],
    "evaluateCorruptions",
  );
  checkOptions(how, CORRUPTIONS_HOW, "evaluateCorruptions");
  const { known = [], onScores, batchSize = 256 } = how;
  const {
    dataset,
    encoder,
    pictures = [],
    classifiers: specs = [{ kind: "zero-shot" }],
    size = "model",
  } = inputs;
  const kinds = kindsOf(inputs.kinds);
  const severities = severitiesOf(inputs.severities);
  if (!dataset.images || !encoder.clip) {
    throw new ClipscopeError(
      "not-supported",
      dataset.images
        ? "Corrupted images must be embedded again, which needs a model: open one."
        : `${dataset.title} has no images, only vectors: there is nothing to corrupt.`,
    );
  }
  const templates = templatesOf(inputs);
  const column = labelColumn(dataset, inputs.label);
  const listed = classesOf(dataset, column, inputs);
  const labeled = labeledImages(dataset, inputs.images, column, listed.ofValue);
  const learns = specs.some(({ kind }) => kind === "probe");
  const scoresTest = (inputs.score ?? (learns ? "test" : "all")) === "test";
  const splits = learns || scoresTest ? splitsOf(dataset, labeled, inputs) : undefined;
  const labelers = await labelersOf(
    specs,
    {
      encoder,
      classes: listed.classes,
      templates,
      labeled,
      learnFrom: () => splits as Splits,
    },
    how,
  );
  const scorable = scoresTest ? (splits as Splits).test : Int32Array.from(labeled.labels.keys());
  const scored = evenlySpaced(scorable, inputs.most);
  const rows = scored.map((i) => labeled.images.rows[i]);
  const labels = scored.map((i) => labeled.labels[i]);
  const read = async (row: number) =>
    corruptiblePicture((await dataset.images?.read(row)) as ImageInput, encoder, {
      size,
      name: dataset.keys.at(row),
      ...(inputs.images.decoding && { decoding: inputs.images.decoding }),
    });
  const unreadable = new Map<number, ClipscopeError>();
  const readOrNote = (row: number) =>
    read(row).catch((error) => {
      unreadable.set(row, readError(error));
      return undefined;
    });
  const names = [...pictures.map(({ name }) => name), ...labelers.map(({ name }) => name)];
  const unit = inputs.unit ?? names[0];
  if (!names.includes(unit)) {
    throw new ClipscopeError(
      "bad-argument",
      `Unknown classifier "${unit}". The classifiers are: ${names.join(", ")}.`,
    );
  }
  const total = rows.length * (1 + kinds.length * severities.length);
  let done = 0;
  const scoreAt = async (change: (picture: RgbImage, row: number) => RgbImage): Promise<Proportion[]> => {
    const right = new Array<number>(names.length).fill(0);
    let scoredImages = 0;
    for (let start = 0; start < rows.length; start += batchSize) {
      throwIfCancelled(how.signal, "Measuring under corruption");
      const own = rows.subarray(start, start + batchSize);
      const changed: RgbImage[] = [];
      const kept: number[] = [];
      for (const [at, row] of own.entries()) {
        const picture = unreadable.has(row) ? undefined : await readOrNote(row);
        if (!picture) continue;
        kept.push(start + at);
        changed.push(change(picture, row));
        if (changed.length % 16 === 0) await new Promise((resolve) => setTimeout(resolve));
      }
      scoredImages += kept.length;
      if (kept.length === 0) continue;
      const predicted = await predictAll({ ...inputs, pictures }, labelers, changed, how);
      const truth = Int32Array.from(kept, (i) => labels[i]);
      for (const [m, predictions] of predicted.entries()) {
        right[m] += countCorrect({ predictions, labels: truth });
      }
      done += own.length;
      how.onProgress?.({ stage: "corrupting and encoding", done, total });
    }
    if (scoredImages === 0) throw [...unreadable.values()][0];
    return right.map((hits) => proportion(hits, scoredImages));
  };
  const score = async (kind: CorruptionId | undefined, severity: number): Promise<CorruptionScores> => {
    const before = known.find((each) => each.severity === severity && each.kind === kind);
    if (before?.accuracies.length === names.length) {
      done += rows.length;
      return before;
    }
    const accuracies = await scoreAt((picture, row) =>
      kind === undefined ? picture : corrupt(picture, kind, severity, { seed: row }),
    );
    const found = { ...(kind && { kind }), severity, accuracies };
    onScores?.(found);
    return found;
  };
  const scores = [await score(undefined, 0)];
  for (const kind of kinds) for (const severity of severities) scores.push(await score(kind, severity));
  const { curves, over } = curvesOf(names, scores, { kinds, severities, unit });
  const result: CorruptionsEvaluation = {
    classes: listed.classes,
    kinds,
    severities,
    rows: rows.filter((row) => !unreadable.has(row)),
    curves,
    errors: { relativeTo: unit, over },
  };
  const manifest = await manifestOf(
    {
      kind: "corruptions",
      images: labeled.images,
      encoder: encoder.id,
      classes: listed.classes,
      templates,
      leftOut: { ...labeled.leftOut, ...splits?.leftOut, "unreadable image": unreadable.size },
      seed: splits?.seed,
      options: {
        ...classOptions(column, listed),
        ...splits?.options,
        kinds,
        severities,
        size,
        score: scoresTest ? "test" : "all",
        ...(scored.length < scorable.length && { most: scored.length }),
        classifiers: [
          ...pictures.map(({ name }) => ({ name, kind: "pictures" })),
          ...labelers.map(({ name, options }) => ({ name, ...options })),
        ],
        logitScale: encoder.logitScale,
      },
      ...(splits && { testSplits: [dataset.hash] }),
    },
    how,
  );
  return { result, manifest };
}

/** `most` of the indices at equal distances, or all if there are no more. */
function evenlySpaced(indices: Int32Array, most: number | undefined): Int32Array {
  if (most === undefined || most >= indices.length) return indices;
  if (!Number.isInteger(most) || most < 1) {
    throw new ClipscopeError("bad-argument", `most is ${most}: it must be a whole number of at least 1.`);
  }
  return Int32Array.from({ length: most }, (_, i) => indices[Math.floor((i * indices.length) / most)]);
}

function kindsOf(asked: readonly CorruptionId[] | undefined): readonly CorruptionId[] {
  const known = CORRUPTIONS.map(({ id }) => id);
  if (asked === undefined) return known;
  const unknown = asked.find((id) => !known.includes(id));
  if (unknown === undefined && asked.length > 0) return known.filter((id) => asked.includes(id));
  throw new ClipscopeError(
    "bad-argument",
    `${unknown === undefined ? "No kind of corruption was requested." : `There is no corruption "${unknown}".`} The kinds are: ${known.join(", ")}.`,
  );
}

function severitiesOf(asked: readonly number[] = [1, 2, 3, 4, 5]): readonly number[] {
  const wrong = asked.find((severity) => ![1, 2, 3, 4, 5].includes(severity));
  if (wrong === undefined && asked.length > 0) return [...new Set(asked)].sort();
  throw new ClipscopeError(
    "bad-argument",
    `A severity is ${wrong ?? "missing"}: severities are whole numbers from 1 to 5.`,
  );
}

/** Predictions of every classifier for some images, those of raw images first. */
async function predictAll(
  {
    pictures,
    images,
    encoder,
  }: Pick<CorruptionsInputs, "images" | "encoder"> & {
    pictures: readonly PictureClassifier[];
  },
  labelers: readonly ImageLabeler[],
  changed: readonly RgbImage[],
  { signal }: How,
): Promise<Int32Array[]> {
  const features = images.features === "preProjection" ? "preProjection" : "projected";
  const embed = async (): Promise<EmbeddedImages> => {
    const parts = [];
    const how = { features, normalize: features === "projected", total: changed.length } as const;
    for await (const { indices: _, failures, ...part } of encoder.embedImages(changed, {
      ...how,
      ...(signal && { signal }),
    })) {
      if (failures.length > 0) throw failures[0].error;
      parts.push(part);
    }
    const embeddings = concatenateRows(parts);
    const rows = Int32Array.from(changed.keys());
    return { ...images, embeddings, rows, features, encoder: encoder.id, failures: [] };
  };
  const [others, embedded] = await Promise.all([
    Promise.all(pictures.map((each) => each.predict(changed, signal ? { signal } : {}))),
    embed(),
  ]);
  return [...others, ...labelers.map((each) => each.predict(embedded))];
}

/**
 * Curves from the results so far, in any order: each kind covers the severities up to the first missing one.
 * Mean corruption errors are over the complete kinds that papers use (`over`), relative to the errors of the
 * classifier `unit`.
 */
export function curvesOf(
  names: readonly string[],
  scores: readonly CorruptionScores[],
  {
    kinds,
    severities,
    unit,
  }: { kinds: readonly CorruptionId[]; severities: readonly number[]; unit: string },
): { curves: CorruptionCurves[]; over: CorruptionId[] } {
  const at = (kind: CorruptionId | undefined, severity: number) =>
    scores.find((each) => each.kind === kind && each.severity === severity)?.accuracies;
  const clean = at(undefined, 0);
  if (!clean) return { curves: [], over: [] };
  const known = kinds.map((kind) => {
    const lots = severities.map((severity) => at(kind, severity));
    const missing = lots.indexOf(undefined);
    return { kind, lots: (missing < 0 ? lots : lots.slice(0, missing)) as (readonly Proportion[])[] };
  });
  const curves = names.map((name, m): CorruptionCurves => {
    const found = known.filter(({ lots }) => lots.length > 0);
    const byKind = Object.fromEntries(found.map(({ kind, lots }) => [kind, lots.map((each) => each[m])]));
    return { name, clean: clean[m], byKind };
  });
  const complete = known.filter(({ lots }) => lots.length === severities.length).map(({ kind }) => kind);
  const over = CORRUPTIONS.filter(({ id, inMean }) => inMean && complete.includes(id)).map(({ id }) => id);
  const accuracies = ({ byKind }: CorruptionCurves) =>
    Object.fromEntries(over.map((id) => [id, byKind[id].map(({ value }) => value)]));
  const reference = curves[names.indexOf(unit)];
  const errs = over.every((id) => reference.byKind[id].some(({ value }) => value < 1));
  if (over.length === 0 || !errs) return { curves, over };
  const withError = (curve: CorruptionCurves) => ({
    ...curve,
    meanCorruptionError: corruptionErrors({ model: accuracies(curve), reference: accuracies(reference) })
      .mean,
  });
  return { curves: curves.map(withError), over };
}
