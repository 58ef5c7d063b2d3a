import { asCategory, type CategoryColumn, type Dataset } from "@clipscope/datasets";
import { countCorrect, countTopK, proportion, type ZeroShot } from "@clipscope/toolkit";
import type { Embeddings } from "@clipscope/types";
import type { EmbeddedImages } from "../../embed/embedded-images.js";
import type { Encoder } from "../../encoder/encoder.js";
import { type Classes, classesOf, countedPredictions, unlabeledClasses } from "../../evaluate/classes.js";
import { labelColumn } from "../../evaluate/columns.js";
import type { How } from "../../evaluate/evaluation.js";
import { labeledPlaces } from "../../evaluate/labeled-images.js";
import { scoreClasses } from "../../evaluate/scores-by-class.js";
import { templatesOf, zeroShotManifest } from "../../evaluate/zero-shot.js";
import type { ClassList, Scores, ScoresRequest } from "../compute.js";
import { classInputs } from "./class-inputs.js";

export interface ScoreInputs {
  dataset: Dataset;
  images: EmbeddedImages;
  encoder: Encoder;
  request: Pick<ScoresRequest, "classes" | "templates" | "topK">;
  /**
   * The vector of each class, `[classes, width]`, rows of norm 1. `judge` gives the scores by another classifier, such as
   * one of the texts that are encoded so far.
   */
  classifier(classes: Classes["classes"], templates: readonly string[], judge: Judge): Promise<Embeddings>;
  /** The scores of every image, `[images]`. */
  score(classifier: Embeddings, topK: number): Promise<ZeroShot>;
}

/** Everything but the provenance. */
export type Judged = Omit<Scores, "manifest">;
export type Judge = (found: ZeroShot) => Judged;

/**
 * Zero-shot predictions of all embedded rows except those of classes that are left out, with the accuracy, scores
 * by class and manifest that `evaluateZeroShot` returns for the labeled rows. Throws its errors.
 */
export async function scoreStudy(inputs: ScoreInputs, how: How): Promise<Scores> {
  const { dataset, images, encoder, request } = inputs;
  const templates = templatesOf({ dataset, ...(request.templates && { templates: request.templates }) });
  const { column, listed } = classesIn(dataset, request.classes);
  const { classes } = listed;
  const places = scoredPlaces(images.rows, column, request.classes.leftOut);
  const rows = places ? places.map((at) => images.rows[at]) : images.rows.slice();
  const labels = new Int32Array(rows.length).fill(-1);
  const labeled = column && labeledPlaces(rows, column, listed.ofValue);
  if (labeled) for (const [i, at] of labeled.kept.entries()) labels[at] = labeled.classes[i];
  const isScored = labeled !== undefined && labeled.kept.length > 0;
  const judge = (found: ZeroShot): Judged => {
    const own = places ? takeScores(found, places) : found;
    const scored = {
      predictions: countedPredictions(own.predictions, classes),
      confidences: own.confidences,
      topK: { ...own.topK, classes: countedPredictions(own.topK.classes, classes) },
    };
    const accuracy = isScored && accuracyOf(scored, labeled.kept, labeled.classes, classes.length);
    return { classes, rows, labels, ...scored, ...accuracy };
  };
  const vectors = await inputs.classifier(classes, templates, judge);
  const found = await inputs.score(vectors, request.topK ?? 5);
  const manifest = await zeroShotManifest(
    {
      images: isScored ? { ...images, rows: labeled.kept.map((at) => rows[at]) } : { ...images, rows },
      encoder,
      listed,
      column: isScored ? column : undefined,
      templates,
      leftOut: !isScored
        ? {}
        : places
          ? labeledPlaces(images.rows, column as CategoryColumn, listed.ofValue).leftOut
          : labeled.leftOut,
      topK: found.topK.k,
    },
    how,
  );
  return { ...judge(found), manifest };
}

type Scored = Pick<Scores, "predictions" | "confidences" | "topK">;

/** The scores of some images, by their indices. */
function takeScores({ predictions, confidences, topK }: Scored, places: Int32Array): Scored {
  const { k } = topK;
  const taken = {
    predictions: new Int32Array(places.length),
    confidences: new Float32Array(places.length),
    topK: {
      k,
      classes: new Int32Array(places.length * k),
      probabilities: new Float32Array(places.length * k),
    },
  };
  for (let to = 0; to < places.length; to++) {
    const at = places[to];
    taken.predictions[to] = predictions[at];
    taken.confidences[to] = confidences[at];
    for (let i = 0; i < k; i++) {
      taken.topK.classes[to * k + i] = topK.classes[at * k + i];
      taken.topK.probabilities[to * k + i] = topK.probabilities[at * k + i];
    }
  }
  return taken;
}

/** Accuracy on the labeled images: `kept` are their indices, `labels` their classes. */
function accuracyOf(scored: Scored, kept: Int32Array, labels: Int32Array, classes: number) {
  const own = kept.length === scored.predictions.length ? scored : takeScores(scored, kept);
  return {
    top1: proportion(countCorrect({ ...own, labels }), labels.length),
    inTopK: proportion(countTopK({ ...own, labels }), labels.length),
    perClass: scoreClasses(own.predictions, labels, classes),
  };
}

/** The competing classes, and the label column if any of them has a label. */
export function classesIn(
  dataset: Dataset,
  list: ClassList,
): { column?: CategoryColumn; listed: Pick<Classes, "classes" | "ofValue" | "vocabulary"> } {
  const inputs = classInputs(list);
  if (inputs.classes) {
    const column = labelsIn(dataset);
    const values = new Set(column?.values);
    if (!column || !list.classes.some(({ of }) => of.some((value) => values.has(value)))) {
      const classes = unlabeledClasses(inputs.classes);
      return { listed: { classes, ofValue: new Int32Array(), vocabulary: "all" } };
    }
  }
  const column = labelColumn(dataset, undefined);
  return { column, listed: classesOf(dataset, column, inputs) };
}

/** The label column, if there is one with one label per row. */
function labelsIn({ columns, roles, rows }: Dataset): CategoryColumn | undefined {
  const column = columns.get(roles.label ?? "");
  return column && asCategory(column, rows);
}

/** Indices of the rows whose class is not left out, `[scored]`; undefined if that is all of them. */
function scoredPlaces(
  rows: Int32Array,
  column: CategoryColumn | undefined,
  leftOut: readonly string[] = [],
): Int32Array | undefined {
  if (!column || leftOut.length === 0) return undefined;
  const names = new Set(leftOut);
  const isOut = column.values.map((value) => names.has(value));
  return Int32Array.from(rows.keys()).filter((at) => !isOut[column.codes[rows[at]]]);
}
