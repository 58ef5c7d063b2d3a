import type { CategoryColumn } from "@clipscope/datasets";
import { zeroShotLogits } from "@clipscope/toolkit";
import { ClipscopeError, type Embeddings, takeRows } from "@clipscope/types";
import { type CosineFacts, cosineFacts } from "../../evaluate/cosine-facts.js";
import type { How } from "../../evaluate/evaluation.js";
import { labeledPlaces } from "../../evaluate/labeled-images.js";
import { templatesOf } from "../../evaluate/zero-shot.js";
import type { ClassCosines, TextsRequest } from "../compute.js";
import type { ClassVectors } from "./class-vectors.js";
import { classesIn } from "./score-study.js";
import type { SharedSpace } from "./shared-space.js";
import type { StudyImages } from "./study-images.js";

interface Held {
  vectors: ClassVectors;
  space: SharedSpace;
}

/**
 * Cosine of each of `rows` with every class, `[rows, classes]`. Throws `bad-argument` for a row without an embedding,
 * and the errors of `classifierOf`.
 */
export async function classCosines(
  { dataset, images, encoder }: StudyImages,
  request: Pick<TextsRequest, "classes" | "templates"> & { rows: readonly number[] },
  held: Held,
  how: How,
): Promise<ClassCosines> {
  const { listed } = classesIn(dataset, request.classes);
  const classifier = await held.vectors.of(encoder, listed.classes, chosenTemplates(dataset, request), how);
  const placeOf = new Map(Array.from(images.rows, (row, at) => [row, at]));
  const places = request.rows.map((row) => {
    const at = placeOf.get(row);
    if (at !== undefined) return at;
    const why = images.failures.find((each) => each.row === row)?.message ?? "it is not in the study.";
    throw new ClipscopeError("bad-argument", `Row ${row} of ${dataset.title} has no embedding: ${why}`);
  });
  const some = takeRows(held.space.of(images, encoder), places);
  return { classes: listed.classes, cosines: zeroShotLogits(some, classifier, { logitScale: 1 }) };
}

/** Describes the cosines of the labeled images with all classes. Throws `bad-argument` if no image has a class. */
export async function studyCosineFacts(
  { dataset, images, encoder }: StudyImages,
  request: Pick<TextsRequest, "classes" | "templates">,
  held: Held,
  how: How,
): Promise<CosineFacts> {
  const { column, listed } = classesIn(dataset, request.classes);
  const labeled = column && labeledPlaces(images.rows, column, listed.ofValue);
  if (!labeled || labeled.kept.length === 0) throw withoutClass(dataset.title, column);
  const classifier = await held.vectors.of(encoder, listed.classes, chosenTemplates(dataset, request), how);
  const all: Embeddings = held.space.of(images, encoder);
  return cosineFacts(
    {
      images: labeled.kept.length === all.rows ? all : takeRows(all, labeled.kept),
      classifier,
      labels: labeled.classes,
      classes: listed.classes,
    },
    how,
  );
}

const chosenTemplates = (dataset: StudyImages["dataset"], { templates }: Pick<TextsRequest, "templates">) =>
  templatesOf({ dataset, ...(templates && { templates }) });

const withoutClass = (title: string, column: CategoryColumn | undefined) =>
  new ClipscopeError(
    "bad-argument",
    column
      ? `No image of ${title} belongs to a class: keep at least one class that has images.`
      : `${title} has no labels: choose the column that has them.`,
  );
