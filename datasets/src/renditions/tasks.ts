import { ClipscopeError } from "@clipscope/core";
import type { Split } from "@clipscope/types";
import { hash } from "../hash.js";
import type { RenditionImages, RenditionInfo, Renditions } from "./renditions.js";
import { subgroupNames } from "./subgroups.js";
import { TEMPLATE } from "./template.js";
import { variantKey } from "./variants.js";

/**
 * Labeled images of one rendition. The split is part of the type: code that takes `LabeledImages<"train">`
 * does not compile with test images.
 */
export interface LabeledImages<S extends string> {
  split: S;
  rendition: string;
  /** Rows of the `RenditionImages`, ascending. */
  rows: Int32Array;
  /** The class of each row, an index into the task's `classNames`. */
  labels: Int32Array;
}

/** Determines a task's images in a rendition: its id, and the concept of each of its images, ascending. */
export interface DrawnConcepts {
  info: Pick<RenditionInfo, "id">;
  concepts: Int32Array;
}

/**
 * The concept task: name the drawing. One class per concept, with one image of each per rendition, so there
 * is nothing to train on.
 */
export interface ConceptTask {
  name: "concept";
  classNames: string[];
  /** All images of a rendition. Classes without an image remain candidates for prediction. */
  images(images: RenditionImages): LabeledImages<"all">;
}

/** The subgroup task: classify drawings by CLDR subgroup. Concepts have the same split in every rendition. */
export interface SubgroupTask {
  name: "subgroup";
  classNames: string[];
  /** Keys of the CLDR subgroups, in the order of `classNames`. */
  subgroups: string[];
  /** Names of each class's training concepts. */
  members: string[][];
  /**
   * Texts for each class, for a classifier that averages their embeddings: a sentence with its name, then one for
   * each of its training concepts. Contains no image, and no name of a validation or test concept.
   */
  classPrompts: string[][];
  /** Class of each concept; -1 for concepts of smaller subgroups, which are in no split. */
  labels: Int32Array;
  /** Split of each concept, or undefined. */
  splits: (Split | undefined)[];
  /** The images of a rendition whose concepts are in the split. */
  images<S extends Split>(images: DrawnConcepts, split: S): LabeledImages<S>;
}

export function conceptTask({ concepts }: Pick<Renditions, "concepts">): ConceptTask {
  return {
    name: "concept",
    classNames: concepts.map((concept) => concept.name),
    images: (images) => ({
      split: "all",
      rendition: images.info.id,
      rows: Int32Array.from(images.concepts.keys()),
      labels: images.concepts.slice(),
    }),
  };
}

/** Minimum number of concepts in a subgroup that becomes a class. */
const fewest = 10;
const shares: readonly [Split, number][] = [
  ["train", 0.6],
  ["validation", 0.2],
  ["test", 0.2],
];
/** Part of the hash that orders concepts; changing it changes the split. */
const seed = "renditions-1";

/**
 * The subgroup task over subgroups with at least ten concepts. Within each, 60% of the concepts are for
 * training, 20% for validation and 20% for testing, by a hash of their ids. Variants of one drawing (see
 * `variantKey`) stay together.
 */
export function subgroupTask({ concepts }: Pick<Renditions, "concepts">): SubgroupTask {
  const members = new Map<string, number[]>();
  concepts.forEach(({ subgroup }, index) => {
    members.set(subgroup, [...(members.get(subgroup) ?? []), index]);
  });
  const subgroups = [...members.keys()].filter((key) => (members.get(key)?.length ?? 0) >= fewest);
  const labels = new Int32Array(concepts.length).fill(-1);
  const splits: (Split | undefined)[] = Array.from({ length: concepts.length });
  subgroups.forEach((key, label) => {
    const indices = members.get(key) ?? [];
    for (const index of indices) labels[index] = label;
    // If validation and test are equally far behind, the choice is random, once per subgroup.
    assign(indices, concepts, hash(`${seed}:${key}`) % 2 ? shares : shares.toReversed(), splits);
  });
  const trained = concepts.map((_, index) => index).filter((index) => splits[index] === "train");
  const names = subgroups.map((_, label) =>
    trained.filter((index) => labels[index] === label).map((index) => concepts[index].name),
  );
  return {
    name: "subgroup",
    classNames: subgroups.map(className),
    subgroups,
    members: names,
    classPrompts: subgroups.map((key, label) =>
      [className(key), ...names[label]].map((name) => TEMPLATE.replace("{}", name)),
    ),
    labels,
    splits,
    images(images, split) {
      if (!shares.some(([each]) => each === split)) {
        throw new ClipscopeError(
          "bad-argument",
          `Unknown split "${split}": it must be train, validation or test.`,
        );
      }
      const rows = Int32Array.from(images.concepts.keys()).filter(
        (row) => splits[images.concepts[row]] === split,
      );
      return {
        split,
        rendition: images.info.id,
        rows,
        labels: rows.map((row) => labels[images.concepts[row]]),
      };
    },
  };
}

function className(subgroup: string): string {
  const name = subgroupNames[subgroup];
  if (!name)
    throw new ClipscopeError("bad-argument", `The subgroup ${subgroup} has no name in subgroups.ts.`);
  return name;
}

/** Assigns each set of variants, the largest first, to the split furthest below its share. */
function assign(
  indices: number[],
  concepts: Renditions["concepts"],
  order: readonly [Split, number][],
  splits: (Split | undefined)[],
): void {
  const variants = new Map<string, number[]>();
  for (const index of indices) {
    const key = variantKey(concepts[index].id);
    variants.set(key, [...(variants.get(key) ?? []), index]);
  }
  const queue = [...variants].sort(
    ([a, as], [b, bs]) => bs.length - as.length || hash(`${seed}:${a}`) - hash(`${seed}:${b}`),
  );
  const behind = new Map(order.map(([split, share]) => [split, share * indices.length]));
  for (const [, together] of queue) {
    const [split] = [...behind].reduce((most, next) => (next[1] > most[1] ? next : most));
    behind.set(split, (behind.get(split) ?? 0) - together.length);
    for (const index of together) splits[index] = split;
  }
}
