import type { Embeddings, Split } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings, checkOneOf, concatenateRows } from "@clipscope/types";
import { checkFinite, checkSameWidth } from "./embeddings.js";
import { checkClass } from "./metrics/labels.js";

/**
 * Embeddings of one split, with labels. The split is part of the type: functions that fit take
 * `LabeledSet<"train">`, functions that choose take `LabeledSet<"validation">`, and functions that score take
 * `LabeledSet<"test">`, so mixing them up does not compile. In plain JavaScript the same mistake throws.
 */
export interface LabeledSet<S extends Split | "train+validation"> {
  readonly split: S;
  readonly embeddings: Embeddings;
  /** The class of each row: `[rows]` indices below `classes`. */
  readonly labels: Int32Array;
  /** Number of classes, including those without rows in this split. */
  readonly classes: number;
}

/**
 * Attaches labels and a split to embeddings. With the built-in task: `const { rows, labels, split } =
 * task.images(images, "train")` and `labeledSet(split, takeRows(embeddings, rows), labels,
 * task.classNames.length)`. Throws `bad-argument`, `wrong-shape`.
 */
export function labeledSet<S extends Split>(
  split: S,
  embeddings: Embeddings,
  labels: ArrayLike<number>,
  classes: number,
): LabeledSet<S> {
  checkOneOf("split", split, ["train", "validation", "test"]);
  checkEmbeddings(embeddings, `${split} embeddings`);
  checkFinite(embeddings, `${split} embeddings`);
  if (embeddings.rows === 0) {
    throw new ClipscopeError("bad-argument", `The ${split} split is empty: give at least one row.`);
  }
  if (embeddings.rows !== labels.length) {
    throw new ClipscopeError(
      "bad-argument",
      `The ${split} split has ${embeddings.rows} embeddings but ${labels.length} labels.`,
    );
  }
  if (!Number.isInteger(classes)) {
    throw new ClipscopeError(
      "bad-argument",
      "classes must be the number of classes, such as classNames.length.",
    );
  }
  for (let row = 0; row < labels.length; row++) checkClass(labels[row], classes, "label", row);
  return { split, embeddings, labels: Int32Array.from(labels), classes };
}

/**
 * Concatenates train and validation, train first, for refitting a probe once its settings are chosen. Throws
 * `bad-argument` and `wrong-shape` unless they are different splits of one task.
 */
export function trainAndValidation(
  train: LabeledSet<"train">,
  validation: LabeledSet<"validation">,
): LabeledSet<"train+validation"> {
  checkSplit(train, "train");
  checkSplit(validation, "validation");
  checkApart(train, validation);
  const embeddings = concatenateRows([train.embeddings, validation.embeddings]);
  const labels = new Int32Array(embeddings.rows);
  labels.set(train.labels);
  labels.set(validation.labels, train.labels.length);
  return { split: "train+validation", embeddings, labels, classes: train.classes };
}

/** Throws `bad-argument` unless the set belongs to one of the allowed splits, for callers without types. */
export function checkSplit(set: LabeledSet<Split | "train+validation">, ...allowed: string[]): void {
  if (!allowed.includes(set.split)) {
    throw new ClipscopeError(
      "bad-argument",
      `Expected the ${allowed.join(" or ")} split, but got the ${set.split} split.`,
    );
  }
}

/**
 * Throws `bad-argument` or `wrong-shape` unless two sets are different splits of one task: same classes and
 * width, and no shared memory.
 */
export function checkApart(a: LabeledSet<Split>, b: LabeledSet<Split>): void {
  checkSameWidth(a.embeddings, `${a.split} embeddings`, b.embeddings, `${b.split} embeddings`);
  if (a.classes !== b.classes) {
    throw new ClipscopeError(
      "bad-argument",
      `The ${a.split} split has ${a.classes} classes and the ${b.split} split ${b.classes}.`,
    );
  }
  if (a.split === b.split || overlap(a.embeddings.data, b.embeddings.data)) {
    throw new ClipscopeError(
      "bad-argument",
      `The ${a.split} and the ${b.split} split hold the same rows: choose and score on rows that were not used for fitting.`,
    );
  }
}

function overlap(a: Float32Array, b: Float32Array): boolean {
  return (
    a.buffer === b.buffer &&
    a.byteOffset < b.byteOffset + b.byteLength &&
    b.byteOffset < a.byteOffset + a.byteLength
  );
}
