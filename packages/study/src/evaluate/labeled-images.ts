import type { CategoryColumn, Dataset } from "@clipscope/datasets";
import { ClipscopeError } from "@clipscope/types";
import { type EmbeddedImages, takeImages } from "../embed/embedded-images.js";

export interface LabeledImages {
  /** Images with a label. */
  images: EmbeddedImages;
  /** Class of each image: `[images]`. */
  labels: Int32Array;
  /** Number of rows without a label, or with a label outside all classes. */
  leftOut: Record<string, number>;
}

/**
 * The embedded images whose label belongs to a class. `ofValue` maps label values to classes. Throws
 * `bad-argument` if there are none, or if the embeddings belong to another dataset.
 */
export function labeledImages(
  dataset: Dataset,
  images: EmbeddedImages,
  labels: CategoryColumn,
  ofValue: Int32Array,
): LabeledImages {
  checkSameDataset(dataset, images);
  const { kept, classes, leftOut } = labeledPlaces(images.rows, labels, ofValue);
  if (kept.length === 0) {
    throw new ClipscopeError(
      "bad-argument",
      `None of the ${images.rows.length} images of ${dataset.title} has a label in the column "${labels.title}" that is in a class: choose another column or other classes.`,
    );
  }
  return {
    images: kept.length === images.rows.length ? images : takeImages(images, kept),
    labels: classes,
    leftOut,
  };
}

/**
 * Finds the rows whose label belongs to a class: their indices in `rows` and their classes, both `[labeled]`, and
 * the number of other rows by reason. `ofValue` maps label values to classes.
 */
export function labeledPlaces(
  rows: Int32Array,
  labels: CategoryColumn,
  ofValue: Int32Array,
): { kept: Int32Array; classes: Int32Array; leftOut: Record<string, number> } {
  const leftOut = { "no label": 0, "label in no class": 0 };
  const kept = new Int32Array(rows.length);
  const classes = new Int32Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = labels.codes[rows[i]];
    const label = value < 0 ? -1 : ofValue[value];
    if (value < 0) leftOut["no label"]++;
    else if (label < 0) leftOut["label in no class"]++;
    else {
      kept[count] = i;
      classes[count++] = label;
    }
  }
  return { kept: kept.slice(0, count), classes: classes.slice(0, count), leftOut };
}

/** Throws `bad-argument` unless the embeddings belong to this dataset. */
export function checkSameDataset(dataset: Dataset, images: EmbeddedImages): void {
  if (images.dataset.hash === dataset.hash) return;
  throw new ClipscopeError(
    "bad-argument",
    `The embeddings are those of ${images.dataset.name}, not of ${dataset.title}: embed the dataset that is evaluated.`,
  );
}
