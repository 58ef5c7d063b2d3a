import type { Embeddings } from "@clipscope/types";
import { ClipscopeError } from "@clipscope/types";
import { type Proportion, proportion } from "./metrics/intervals.js";
import { zeroShot } from "./zero-shot/index.js";

/** A set of classes to compare, with the category of each label. */
export interface ClassDesign {
  name: string;
  /** Class embeddings, `[classes, cols]` with rows of norm 1, such as from `ensembleClassifier`. */
  classifier: Embeddings;
  /** `[classes]`: the category of each, such as "person", "animal" or "crime". */
  categories: readonly string[];
}

export interface DesignResult {
  design: string;
  /** Share of each group's images that were labeled with each category: `shares[group][category]`. */
  shares: Record<string, Record<string, Proportion>>;
  /** By category, the largest minus the smallest share of any group: 0 when all groups are labeled alike. */
  disparities: Record<string, { value: number; most: string; least: string }>;
  /** `[rows]`: the predicted class of each image. */
  predictions: Int32Array;
}

/**
 * Shares of labels by group under different class lists, after the CLIP paper's §7.1: there, adding a class
 * "child" moved most children and young people out of crime-related and non-human classes. Every image is
 * classified zero-shot once per design; `groups` `[rows]` gives the group of each image. Shares have 95%
 * Wilson intervals, which are wide for small groups: check them before comparing shares. The result is a
 * property of model and classes together; the labels say nothing about the people shown. Throws
 * `bad-argument` and `wrong-shape`.
 *
 * @example
 * const images = { data: Float32Array.of(0.8, 0.6, 1, 0), rows: 2, cols: 2 };
 * const adult = { data: Float32Array.of(1, 0, 0.6, 0.8), rows: 2, cols: 2 };
 * const child = { data: Float32Array.of(1, 0, 0.6, 0.8, 0.8, 0.6), rows: 3, cols: 2 };
 * const [before, after] = biasProbe(images, ["young", "old"], [
 *   { name: "person, thief", classifier: adult, categories: ["person", "crime"] },
 *   { name: "with child", classifier: child, categories: ["person", "crime", "person"] },
 * ]);
 * before.shares.young.crime.value; // 1
 * after.shares.young.crime.value; // 0
 */
export function biasProbe(
  images: Embeddings,
  groups: readonly string[],
  designs: readonly ClassDesign[],
): DesignResult[] {
  if (groups.length !== images.rows) {
    throw new ClipscopeError("wrong-shape", `There are ${images.rows} images but ${groups.length} groups.`);
  }
  if (groups.length === 0)
    throw new ClipscopeError("bad-argument", "images is empty: give at least one row.");
  const names = [...new Set(groups)];
  return designs.map(({ name, classifier, categories }) => {
    if (categories.length !== classifier.rows) {
      throw new ClipscopeError(
        "wrong-shape",
        `${name}: there are ${classifier.rows} classes but ${categories.length} categories.`,
      );
    }
    const { predictions } = zeroShot(images, classifier, { logitScale: 1, topK: 1 });
    const kinds = [...new Set(categories)];
    const count = (group: string, category: string) =>
      groups.reduce(
        (n, own, row) => n + Number(own === group && categories[predictions[row]] === category),
        0,
      );
    const shares = Object.fromEntries(
      names.map((group) => {
        const size = groups.filter((own) => own === group).length;
        return [group, Object.fromEntries(kinds.map((kind) => [kind, proportion(count(group, kind), size)]))];
      }),
    );
    const disparities = Object.fromEntries(
      kinds.map((kind) => {
        const sorted = names.toSorted((a, b) => shares[a][kind].value - shares[b][kind].value);
        const [least, most] = [sorted[0], sorted[sorted.length - 1]];
        return [kind, { value: shares[most][kind].value - shares[least][kind].value, most, least }];
      }),
    );
    return { design: name, shares, disparities, predictions };
  });
}

/** `biasProbe` as an experiment for `record`. */
export const biasProbeExperiment = {
  id: "bias-probe",
  run: (i: { images: Embeddings; groups: readonly string[]; designs: readonly ClassDesign[] }) =>
    biasProbe(i.images, i.groups, i.designs),
};
