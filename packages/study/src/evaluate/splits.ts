import type { Dataset } from "@clipscope/datasets";
import { type LabeledSet, labeledSet, type SplitRows, splitRows } from "@clipscope/toolkit";
import { ClipscopeError, type Split, takeRows } from "@clipscope/types";
import { categoryFor } from "./columns.js";
import type { LabeledImages } from "./labeled-images.js";

export interface SplitInputs {
  /** Split column. Default: the dataset's; `null` to draw new splits. */
  split?: string | null;
  /** Seed of drawn splits, used if no column gives them. Default 42. */
  seed?: number;
}

/** Splits of the labeled images. */
export interface Splits {
  /** Indices of the labeled images, ascending. */
  train: Int32Array;
  validation: Int32Array;
  test: Int32Array;
  /** Origin of the splits, for the manifest. */
  options: Record<string, unknown>;
  /** Seed of drawn splits, if any were drawn. */
  seed?: number;
  /** Number of rows with other values of the column, such as "unlabeled". */
  leftOut: Record<string, number>;
}

const NAMES: readonly [Split, RegExp][] = [
  ["train", /^(train|training|fit)\d*$/i],
  ["validation", /^(val|valid|validation|dev|development)\d*$/i],
  ["test", /^(test|testing|eval|evaluation|holdout)\d*$/i],
];

/** The split that a value of a split column stands for: "val" → "validation"; undefined for other values. */
export function splitNamed(value: string): Split | undefined {
  return NAMES.find(([, pattern]) => pattern.test(value))?.[0];
}

/**
 * Train, validation and test splits from the split column, completed if it has only some of them. Without a
 * column, 60%, 20% and 20% of each class, drawn with a seed. Without validation, a fifth of train; without
 * test, validation becomes test and a fifth of train becomes validation. Throws `bad-argument` for too few
 * rows.
 */
export function splitsOf(dataset: Dataset, labeled: LabeledImages, inputs: SplitInputs): Splits {
  const { seed = 42 } = inputs;
  const name = inputs.split === null ? undefined : (inputs.split ?? dataset.roles.split);
  const all = Int32Array.from(labeled.labels.keys());
  if (name === undefined) return drawn(labeled, all, seed, {});
  const column = categoryFor(dataset, "split", name);
  const splitOf = column.values.map(splitNamed);
  const of = (split: Split) => all.filter((i) => splitOf[column.codes[labeled.images.rows[i]]] === split);
  const [train, validation, test] = [of("train"), of("validation"), of("test")];
  const inNone = all.length - train.length - validation.length - test.length;
  const options = { split: name };
  const leftOut = { "in no split": inNone };
  if (train.length > 0 && validation.length > 0 && test.length > 0) {
    return { train, validation, test, options, leftOut };
  }
  if (train.length > 0 && (validation.length > 0 || test.length > 0)) {
    const fractions = { train: 0.8, validation: 0.2, test: 0 };
    const { train: learn, validation: choose } = draw(labeled, train, fractions, seed);
    const from =
      test.length > 0 ? "a fifth of train" : "a fifth of train; the column's validation is the test";
    return {
      train: learn,
      validation: choose,
      test: test.length > 0 ? test : validation,
      options: { ...options, validation: from },
      seed,
      leftOut,
    };
  }
  const one = [train, validation, test].find((rows) => rows.length > 0);
  if (!one) {
    throw new ClipscopeError(
      "bad-argument",
      `The column "${name}" of ${dataset.title} has no split: its values are ${column.values
        .slice(0, 5)
        .map((value) => `"${value}"`)
        .join(
          ", ",
        )}. Name them train, validation and test, choose another column, or pass { split: null } to draw them.`,
    );
  }
  return { ...drawn(labeled, one, seed, options), leftOut };
}

function drawn(
  labeled: LabeledImages,
  rows: Int32Array,
  seed: number,
  options: Record<string, unknown>,
): Splits {
  const fractions = { train: 0.6, validation: 0.2, test: 0.2 };
  const { train, validation, test } = draw(labeled, rows, fractions, seed);
  for (const [split, own] of Object.entries({ train, validation, test })) {
    if (own.length > 0) continue;
    throw new ClipscopeError(
      "bad-argument",
      `${rows.length} labeled images are too few to split: none is left for ${split}. Give more, or a split column.`,
    );
  }
  return {
    train,
    validation,
    test,
    options: { ...options, drawn: "60% train, 20% validation, 20% test of each class" },
    seed,
    leftOut: {},
  };
}

/** Draws shares of each class of labeled images with the seed. */
function draw(
  { labels }: LabeledImages,
  rows: Int32Array,
  fractions: Partial<Record<Split, number>>,
  seed: number,
): SplitRows {
  const drawn = splitRows({ labels: rows.map((i) => labels[i]) }, { fractions, seed });
  const back = (own: Int32Array) => own.map((at) => rows[at]);
  return { train: back(drawn.train), validation: back(drawn.validation), test: back(drawn.test) };
}

/** One split as a toolkit `LabeledSet`. */
export function setOf<S extends Split>(
  split: S,
  { images, labels }: LabeledImages,
  indices: Int32Array,
  classes: number,
): LabeledSet<S> {
  const own = indices.map((i) => labels[i]);
  return labeledSet(split, takeRows(images.embeddings, indices), own, classes);
}
