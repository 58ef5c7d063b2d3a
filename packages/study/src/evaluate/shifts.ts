import type { CategoryColumn, Dataset } from "@clipscope/datasets";
import {
  type AccuracyPair,
  accuracyRegion,
  type BandPoint,
  bandAcross,
  type LogitLine,
  type ModelUnderShift,
  type Proportion,
  proportion,
  robustnessByShift,
} from "@clipscope/toolkit";
import { ClipscopeError, checkOptions } from "@clipscope/types";
import { type EmbeddedImages, takeImages } from "../embed/embedded-images.js";
import type { Encoder } from "../encoder/encoder.js";
import { type Baselines, publishedBaselines } from "./baselines.js";
import { type Classes, type ClassInputs, classesOf, type EvaluatedClass } from "./classes.js";
import { type ClassifierSpec, type ImageLabeler, labelersOf } from "./classifiers.js";
import { labelColumn, shiftColumn } from "./columns.js";
import { type Evaluation, HOW, type How } from "./evaluation.js";
import { type LabeledImages, labeledImages } from "./labeled-images.js";
import { type Judged, pairedHits, type ShiftLosses, shiftLosses } from "./losses.js";
import { manifestOf } from "./manifest.js";
import { type SplitInputs, type Splits, splitsOf } from "./splits.js";
import { classOptions, templatesOf } from "./zero-shot.js";

export interface ShiftsInputs extends ClassInputs, SplitInputs {
  /** Rows of all shifts; use `concatenate` to combine two datasets with a column that distinguishes them. */
  dataset: Dataset;
  images: EmbeddedImages;
  encoder: Encoder;
  label?: string;
  /** Column whose values are the distributions. Default: the dataset's shift column. */
  shift?: string;
  /** Value of the reference distribution. Default: the column's first. */
  reference?: string;
  /** Classifiers. Default: zero-shot only. Probes are fitted to the reference's training rows. */
  classifiers?: readonly ClassifierSpec[];
  templates?: readonly string[];
  /**
   * Rows to score: "all", or those of the test split. Default "test" if anything is fitted, otherwise "all".
   */
  score?: "all" | "test";
  /** Baselines for effective robustness: a table of results, or the published ones. Default: none. */
  baselines?: Baselines | "published";
}

/** Scores of one classifier on one shift. */
export interface ShiftScore {
  shift: string;
  /** Accuracy, with 95% Wilson interval. */
  accuracy: Proportion;
  /**
   * Accuracy on reference images of the shift's classes, with the same competing classes. Absent for the
   * reference itself.
   */
  onReference?: Proportion;
  /** Number of classes with images in the shift. */
  classes: number;
  /** What is lost by class and by image, with the same competing classes. Absent for the reference itself. */
  losses?: ShiftLosses;
}

export interface ShiftsEvaluation {
  column: string;
  reference: string;
  classes: readonly EvaluatedClass[];
  /** The dataset's row of each scored image: `[images]`. */
  rows: Int32Array;
  labels: Int32Array;
  /** Values of the shift column that have images, the reference first. */
  shifts: readonly string[];
  /** Index into `shifts` for each scored image. */
  shiftOf: Int32Array;
  classifiers: readonly {
    name: string;
    scores: readonly ShiftScore[];
    /** `[images]`, among the classes that competed for the image's shift. */
    predictions: Int32Array;
  }[];
  /** One entry per shift except the reference; only with `baselines`. */
  effective?: readonly {
    shift: string;
    line: LogitLine;
    /** 95% confidence band of the line, across all models. */
    band: readonly BandPoint[];
    /** The models that the line is fitted to; `x` is their accuracy on the reference. */
    baseline: readonly { name: string; x: number; y: number }[];
    classifiers: readonly (ModelUnderShift & {
      /** Outline of the 95% joint region of both accuracies. */
      region: readonly AccuracyPair[];
    })[];
  }[];
}

/**
 * Accuracy on each distribution of a dataset, compared with the reference (CLIP §3.3; Taori et al. 2020). Any
 * column may define the shifts. If a shift has only some of the classes and `vocabulary` is "subset", only
 * these compete, on the reference too. Throws `bad-argument` for a missing column, a missing reference value,
 * a single distribution, or distributions without common classes, and the errors of `evaluateZeroShot` and
 * `evaluateProbe`.
 */
export async function evaluateShifts(
  inputs: ShiftsInputs,
  how: How = {},
): Promise<Evaluation<ShiftsEvaluation>> {
  checkOptions(
    inputs,
    [
      "dataset",
      "images",
      "encoder",
      "label",
      "shift",
      "reference",
      "classifiers",
      "templates",
      "score",
      "baselines",
      "classes",
      "vocabulary",
      "split",
      "seed",
    ],
    "evaluateShifts",
  );
  checkOptions(how, HOW, "evaluateShifts");
  const { dataset, encoder, classifiers: specs = [{ kind: "zero-shot" }] } = inputs;
  const templates = templatesOf(inputs);
  const column = labelColumn(dataset, inputs.label);
  const shift = shiftColumn(dataset, inputs.shift);
  const listed = classesOf(dataset, column, inputs);
  const labeled = labeledImages(dataset, inputs.images, column, listed.ofValue);
  const { reference, shifts, codes } = shiftsOf(dataset, shift, labeled, inputs.reference);
  const learns = specs.some(({ kind }) => kind === "probe");
  const splits = learns || inputs.score === "test" ? splitsOf(dataset, labeled, inputs) : undefined;
  const labelers = await labelersOf(
    specs,
    {
      encoder,
      classes: listed.classes,
      templates,
      labeled,
      learnFrom: () => onReference(splits as Splits, (i) => codes[i] === 0),
    },
    how,
  );
  const scoresTest = (inputs.score ?? (learns ? "test" : "all")) === "test";
  const scored = (scoresTest ? (splits as Splits).test : Int32Array.from(labeled.labels.keys())).filter(
    (i) => codes[i] >= 0,
  );
  const parts = partsOf(scored, codes, shifts, labeled.labels, listed, dataset, shift);
  const scores = labelers.map((labeler) => scoreShifts(labeler, labeled, parts, scored));
  const classifiers = scores.map(({ judged: _, ...classifier }) => classifier);
  const judged = scores.map((each) => each.judged);
  const baselines = inputs.baselines === "published" ? await publishedBaselines(shifts) : inputs.baselines;
  const result: ShiftsEvaluation = {
    column: shift.title,
    reference,
    classes: listed.classes,
    rows: takeImages(labeled.images, scored).rows,
    labels: scored.map((i) => labeled.labels[i]),
    shifts,
    shiftOf: scored.map((i) => codes[i]),
    classifiers,
    ...(baselines && { effective: effectiveOf(baselines, reference, parts, classifiers, judged) }),
  };
  const manifest = await manifestOf(
    {
      kind: "shifts",
      images: labeled.images,
      encoder: encoder.width === 0 ? labeled.images.encoder : encoder.id,
      classes: listed.classes,
      templates,
      leftOut: {
        ...labeled.leftOut,
        ...splits?.leftOut,
        "no shift": codes.filter((code) => code < 0).length,
      },
      seed: splits?.seed,
      options: {
        ...classOptions(column, listed),
        shift: shift.title,
        reference,
        ...splits?.options,
        score: scoresTest ? "test" : "all",
        classifiers: labelers.map(({ name, options }) => ({ name, ...options })),
        ...(baselines && { baselines: { source: baselines.source, models: baselines.models.length } }),
        logitScale: encoder.logitScale,
      },
      ...(splits && { testSplits: [dataset.hash] }),
    },
    how,
  );
  return { result, manifest };
}

/**
 * The distributions that have images, the reference first, and the distribution of each image, -1 for none.
 */
function shiftsOf(
  { title }: Dataset,
  { title: column, values, codes }: CategoryColumn,
  { images }: LabeledImages,
  asked: string | undefined,
): { reference: string; shifts: string[]; codes: Int32Array } {
  const counts = new Int32Array(values.length);
  for (const row of images.rows) if (codes[row] >= 0) counts[codes[row]]++;
  const present = values.filter((_, value) => counts[value] > 0);
  const listed = present.map((value) => `"${value}"`).join(", ");
  const reference = asked ?? present[0];
  if (asked !== undefined && !present.includes(asked)) {
    throw new ClipscopeError(
      "bad-argument",
      `No labeled image of ${title} has "${asked}" in the column "${column}", so it can't be the reference. There are: ${listed || "none"}.`,
    );
  }
  if (present.length < 2) {
    throw new ClipscopeError(
      "bad-argument",
      `The column "${column}" of ${title} has ${present.length === 0 ? "no distribution" : `one distribution alone, ${listed}`}: a shift needs at least two.`,
    );
  }
  const shifts = [reference, ...present.filter((value) => value !== reference)];
  const place = values.map((value) => shifts.indexOf(value));
  return { reference, shifts, codes: images.rows.map((row) => (codes[row] < 0 ? -1 : place[codes[row]])) };
}

const onReference = (splits: Splits, isReference: (index: number) => boolean): Splits => ({
  ...splits,
  train: splits.train.filter(isReference),
  validation: splits.validation.filter(isReference),
});

interface Part {
  shift: string;
  /** Indices of labeled images. */
  images: Int32Array;
  /** Competing classes, if not all. */
  among?: Int32Array;
  /** Number of classes with images here. */
  classes: number;
  /** Reference images of these classes. */
  reference?: Int32Array;
}

function partsOf(
  scored: Int32Array,
  codes: Int32Array,
  shifts: readonly string[],
  labels: Int32Array,
  listed: Classes,
  { title }: Dataset,
  { title: column }: CategoryColumn,
): Part[] {
  const ofShift = shifts.map((_, s) => scored.filter((i) => codes[i] === s));
  return shifts.map((shift, s) => {
    const images = ofShift[s];
    if (images.length === 0) {
      throw new ClipscopeError(
        "bad-argument",
        `"${shift}" in the column "${column}" of ${title} has no labeled image to score: choose another split, or score all.`,
      );
    }
    const present = new Set(images.map((i) => labels[i]));
    const among = Int32Array.from(present).sort();
    const restricts = listed.vocabulary === "subset" && present.size < listed.classes.length;
    if (s === 0) return { shift, images, classes: present.size };
    const reference = ofShift[0].filter((i) => present.has(labels[i]));
    if (reference.length === 0) {
      const name = (c: number) => `"${listed.classes[c].names[0]}"`;
      throw new ClipscopeError(
        "bad-argument",
        `"${shift}" and "${shifts[0]}" have no class in common: the first has ${name(among[0])}, the other ${name(labels[ofShift[0][0]])}. Compare datasets with the same classes, or say which labels mean the same.`,
      );
    }
    return {
      shift,
      images,
      classes: present.size,
      reference,
      ...(restricts && among.length > 1 && { among }),
    };
  });
}

/** The reference's images of a shift's classes, and the shift's images, as one classifier judges them. */
interface JudgedPair {
  before: Judged;
  after: Judged;
}

function scoreShifts(
  labeler: ImageLabeler,
  { images, labels }: LabeledImages,
  parts: readonly Part[],
  scored: Int32Array,
): ShiftsEvaluation["classifiers"][number] & { judged: ReadonlyMap<string, JudgedPair> } {
  const place = new Map(Array.from(scored, (i, at) => [i, at]));
  const predictions = new Int32Array(scored.length);
  const judge = (indices: Int32Array, among: Int32Array | undefined, keep: boolean): Judged => {
    const predicted = labeler.predict(takeImages(images, indices), among);
    if (keep) for (const [at, i] of indices.entries()) predictions[place.get(i) as number] = predicted[at];
    const own = indices.map((i) => labels[i]);
    const right = Uint8Array.from(own, (label, at) => Number(predicted[at] === label));
    return { rows: indices.map((i) => images.rows[i]), labels: own, right };
  };
  const judged = new Map<string, JudgedPair>();
  const scores = parts.map(({ shift, images: indices, among, classes, reference }): ShiftScore => {
    const after = judge(indices, among, true);
    const before = reference && judge(reference, among, false);
    if (before) judged.set(shift, { before, after });
    return {
      shift,
      accuracy: accuracyOf(after),
      ...(before && { onReference: accuracyOf(before), losses: shiftLosses(before, after) }),
      classes,
    };
  });
  return { name: labeler.name, scores, predictions, judged };
}

const accuracyOf = ({ right }: Judged): Proportion =>
  proportion(
    right.reduce((sum, each) => sum + each, 0),
    right.length,
  );

/**
 * Effective robustness by shift. Each shift has its own line, with reference accuracy on the shift's classes
 * on the x-axis.
 */
function effectiveOf(
  { models, source }: Baselines,
  reference: string,
  parts: readonly Part[],
  classifiers: ShiftsEvaluation["classifiers"],
  judged: readonly ReadonlyMap<string, JudgedPair>[],
): NonNullable<ShiftsEvaluation["effective"]> {
  return parts.slice(1).map(({ shift, among, images }, at) => {
    const baseline = models.map(({ name, accuracy, onClassesOf }) => ({
      name,
      accuracy: {
        [reference]: (among && onClassesOf?.[shift]) ?? accuracy[reference],
        [shift]: accuracy[shift],
      },
    }));
    const measured = baseline.filter(
      ({ accuracy }) => accuracy[reference] !== undefined && accuracy[shift] !== undefined,
    );
    if (measured.length < 2) {
      throw new ClipscopeError(
        "bad-argument",
        `${source} has ${measured.length} models with an accuracy on both "${reference}" and "${shift}": a line needs at least two.`,
      );
    }
    const { shifts } = robustnessByShift({
      reference: { id: reference, label: `accuracy on ${reference}` },
      shifts: [{ id: shift, images: images.length }],
      baseline,
      models: classifiers.map(({ name, scores }) => ({
        name,
        accuracy: {
          [reference]: scores[at + 1].onReference?.value,
          [shift]: scores[at + 1].accuracy.value,
        },
      })),
    });
    const own = shifts[0].models.map((model) => {
      const c = classifiers.findIndex(({ name }) => name === model.name);
      const { before, after } = judged[c].get(shift) as JudgedPair;
      return { ...model, region: accuracyRegion(pairedHits(before, after)) };
    });
    const fitted = measured.map(({ name, accuracy }) => ({
      name,
      x: accuracy[reference] as number,
      y: accuracy[shift] as number,
    }));
    const band = bandAcross(
      fitted,
      own.map(({ x }) => x),
    );
    return { shift, line: shifts[0].line, band, baseline: fitted, classifiers: own };
  });
}
