import { asCategory } from "@clipscope/datasets";
import type { OpenedDataset } from "../compute/compute.js";
import type { Missing } from "./derived.js";

/** What is missing for an evaluation, and how to supply it, as a sentence. */
export interface Lack {
  lacks: Missing;
  sentence: string;
}

/** What an evaluation can need in addition to embedded rows. */
export interface Given {
  dataset: OpenedDataset;
  /** Width of the model's space; 0 without a model. */
  width: number;
  /** Number of classes that compete. */
  classes: number;
}

const checks: Partial<Record<Missing, (given: Given) => string | undefined>> = {
  model: ({ width }) =>
    width === 0
      ? "No model is open, and comparing texts with images needs one: open the model that made the vectors."
      : undefined,
  labels: ({ dataset: { title, roles } }) =>
    roles.label === undefined ? `${title} has no labels: choose the column that has them.` : undefined,
  texts: ({ dataset: { title, roles }, classes }) =>
    classes > 1
      ? undefined
      : classes === 1
        ? "There is only one class: add at least one other."
        : roles.label === undefined
          ? `${title} has no labels, and no classes were named: name the classes, or choose the column of labels.`
          : "Every class is left out: take at least two back in.",
  shift: ({ dataset: { title, columns, rows } }) =>
    [...columns.values()].some((column) => {
      const category = column.kind === "category" ? column : asCategory(column, rows);
      return category !== undefined && category.values.length > 1;
    })
      ? undefined
      : `${title} has no column that tells distributions apart: add a second dataset with the same classes.`,
  images: ({ dataset: { title, images } }) =>
    images ? undefined : `${title} has embeddings but no images: open data with images.`,
};

/** The first need that is not met; undefined if all are met. */
export function lackOf(needs: readonly Missing[], given: Given): Lack | undefined {
  for (const lacks of needs) {
    const sentence = checks[lacks]?.(given);
    if (sentence !== undefined) return { lacks, sentence };
  }
  return undefined;
}
