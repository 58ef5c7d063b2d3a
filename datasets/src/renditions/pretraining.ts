import { ClipscopeError } from "@clipscope/core";
import { hash } from "../hash.js";
import type { RenditionImages } from "./renditions.js";

/** Rows of one pre-training rendition to train on, and rows for validation. */
export interface PretrainingRows {
  images: RenditionImages;
  /** Rows of `images`, ascending. */
  train: Int32Array;
  validation: Int32Array;
}

/** One in this many (rendition, concept) pairs is for validation. */
const oneIn = 20;

/**
 * Splits the images of pre-training renditions. A (rendition, concept) pair is for validation if its hash
 * selects it and another rendition's drawing of the concept is trained on; validation thus tests the same as
 * evaluation: known concepts in unseen drawings. Near-duplicates of evaluation images are in neither part.
 * Throws `bad-argument` for a rendition that is not for pre-training.
 */
export function pretrainingRows(renditions: readonly RenditionImages[]): PretrainingRows[] {
  for (const { info } of renditions) {
    if (info.use === "pre-training") continue;
    throw new ClipscopeError("bad-argument", `${info.title} is for ${info.use} only; do not train on it.`);
  }
  const chosen = ({ info }: RenditionImages, concept: number) =>
    hash(`validation:${info.id}:${concept}`) % oneIn === 0;
  const usable = renditions.map((images) => {
    const withheld = new Set(images.info.nearDuplicates);
    return Int32Array.from(images.concepts.keys()).filter((row) => !withheld.has(images.concepts[row]));
  });
  const trained = new Set<number>();
  renditions.forEach((images, r) => {
    for (const row of usable[r]) if (!chosen(images, images.concepts[row])) trained.add(images.concepts[row]);
  });
  return renditions.map((images, r) => {
    const isValidation = (row: number) =>
      chosen(images, images.concepts[row]) && trained.has(images.concepts[row]);
    return {
      images,
      train: usable[r].filter((row) => !isValidation(row)),
      validation: usable[r].filter(isValidation),
    };
  });
}
