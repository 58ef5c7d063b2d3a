import type { Concept, RenditionInfo } from "@clipscope/datasets/renditions";
import { chooseIds } from "@clipscope/study";
import type { UrlState } from "./url-state.js";

/** A rendition before its images are loaded. */
export interface Rendition extends RenditionInfo {
  /** SHA-256 of the unpacked pixels. */
  sha256: string;
  /** Concept → row among the rendition's images, or -1: `[concepts]`. */
  imageOf: Int32Array;
}

/** The dataset's index. */
export interface PackIndex {
  concepts: Concept[];
  renditions: Rendition[];
}

/** The competing classes: concepts first, in the dataset's order, then classes added by the user. */
export interface ClassList {
  names: string[];
  /** Concept id of each class, "" for added classes. */
  ids: string[];
  /** Class → concept, -1 for added classes. */
  concepts: Int32Array;
}

/**
 * The images of a session: for each chosen rendition, one per class that is a concept. All arrays are
 * `[length]`.
 */
export interface Items {
  length: number;
  /** Rows of one rendition: item `r * perRendition + c` is class `c` in the chosen rendition `r`. */
  perRendition: number;
  renditions: Rendition[];
  /** Item → concept, and item → row among the images of its rendition. */
  concept: Int32Array;
  image: Int32Array;
}

/** The concept of each image of a rendition, by its row: `[images]`. */
export function conceptsOf({ imageOf, count }: Rendition): Int32Array {
  const concepts = new Int32Array(count);
  for (const [concept, row] of imageOf.entries()) if (row >= 0) concepts[row] = concept;
  return concepts;
}

/** The concepts that all of the renditions have. */
export function commonConcepts(index: PackIndex, renditions: Rendition[]): Int32Array {
  const all = Int32Array.from(index.concepts.keys());
  return all.filter((c) => renditions.every(({ imageOf }) => imageOf[c] >= 0));
}

/** The chosen renditions in index order; the first of the index if no id is known. */
export function chosenRenditions(index: PackIndex, ids: string[]): Rendition[] {
  const chosen = index.renditions.filter((rendition) => ids.includes(rendition.id));
  return chosen.length > 0 ? chosen : index.renditions.slice(0, 1);
}

type Choice = Pick<UrlState, "classes" | "seed" | "renamed" | "added">;

/** The classes of a session: a seeded sample of the common concepts, with the user's edits. */
export function chooseClasses(index: PackIndex, renditions: Rendition[], choice: Choice): ClassList {
  const common = commonConcepts(index, renditions);
  const ids = Array.from(common, (c) => index.concepts[c].id);
  const places = chooseIds(ids, Math.min(choice.classes, ids.length), choice.seed);
  const kept = Array.from(places, (place) => common[place]).filter(
    (c) => choice.renamed[index.concepts[c].id] !== "",
  );
  const concepts = kept.map((c) => index.concepts[c]);
  return {
    names: [...concepts.map(({ id, name }) => choice.renamed[id] ?? name), ...choice.added],
    ids: [...concepts.map(({ id }) => id), ...choice.added.map(() => "")],
    concepts: Int32Array.from([...kept, ...choice.added.map(() => -1)]),
  };
}

/** All images of the classes in the chosen renditions. */
export function listItems(renditions: Rendition[], classes: ClassList): Items {
  const concepts = classes.concepts.filter((c) => c >= 0);
  const length = renditions.length * concepts.length;
  const concept = new Int32Array(length);
  const image = new Int32Array(length);
  renditions.forEach((rendition, r) => {
    concept.set(concepts, r * concepts.length);
    image.set(
      concepts.map((c) => rendition.imageOf[c]),
      r * concepts.length,
    );
  });
  return { length, perRendition: concepts.length, renditions, concept, image };
}
