import { zeroShotLogits } from "@clipscope/toolkit";
import { type Embeddings, sliceRows, takeRows, throwIfCancelled } from "@clipscope/types";
import type { EvaluatedClass } from "./classes.js";
import type { How } from "./evaluation.js";

/** Cosines of one kind of pairs: how many, their range, and how many are in each bin of `CosineFacts`. */
export interface CosineSummary {
  pairs: number;
  min: number;
  mean: number;
  max: number;
  /** `[bins]`. */
  counts: Uint32Array;
}

/** The cosines of images with class texts, which say what a single cosine means. */
export interface CosineFacts {
  /** Images with their own class. */
  own: CosineSummary;
  /** Images with all other classes. */
  others: CosineSummary;
  /** Ends of the bins, which have equal width; the last one includes its upper end. */
  low: number;
  high: number;
  /** Number of images and of classes that were compared. */
  images: number;
  classes: number;
  /** Mean cosine of two different images, and of two different class texts. */
  betweenImages: number;
  betweenTexts: number;
  /** Modality gap (Liang et al. 2022): the distance between the mean image and the mean text. */
  gap: number;
}

/** Largest numbers of images and of classes compared; of more, evenly spaced ones are. */
const MOST = 1000;
const BINS = 40;
/** Number of images compared between two pauses. */
const BLOCK = 50;

/**
 * Describes the cosines of labeled images, `[images, width]`, with class texts, `[classes, width]`, rows of norm 1.
 * `labels` `[images]` are class indices. Of more than 1,000 images or classes, evenly spaced ones are compared; the own
 * class of an image always is. Throws `wrong-shape` and `cancelled`.
 */
export async function cosineFacts(
  { images, classifier, labels, classes }: CosineInputs,
  { signal, onProgress }: Pick<How, "signal" | "onProgress"> = {},
): Promise<CosineFacts> {
  const rows = spaced(images.rows);
  const columns = spaced(classifier.rows);
  const some = { images: takeRows(images, rows), texts: takeRows(classifier, columns) };
  const owns = takeRows(
    classifier,
    rows.map((row) => labels[row]),
  );
  const own = new Float64Array(rows.length);
  const others: Float64Array[] = [];
  for (let start = 0; start < rows.length; start += BLOCK) {
    throwIfCancelled(signal, "Comparing cosines");
    onProgress?.({ stage: "comparing", done: start, total: rows.length });
    const part = sliceRows(some.images, start, Math.min(rows.length, start + BLOCK));
    const { data } = zeroShotLogits(part, some.texts, { logitScale: 1 });
    for (let i = 0; i < part.rows; i++) {
      const label = labels[rows[start + i]];
      own[start + i] = dot(part, i, owns, start + i);
      const line = data.subarray(i * columns.length, (i + 1) * columns.length);
      // Synonyms of the own class are right too.
      others.push(Float64Array.from(line.filter((_, c) => countedAs(classes, columns[c]) !== label)));
    }
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
  }
  const ranges = [own, ...others].map(rangeOf);
  const low = Math.min(...ranges.map(({ min }) => min));
  const high = Math.max(...ranges.map(({ max }) => max));
  const [image, text] = [centerOf(some.images), centerOf(some.texts)];
  return {
    own: summary([own], low, high),
    others: summary(others, low, high),
    ...{ low, high, images: rows.length, classes: columns.length },
    betweenImages: meanCosine(image, rows.length),
    betweenTexts: meanCosine(text, columns.length),
    gap: Math.hypot(...image.map((value, i) => value - text[i])),
  };
}

export interface CosineInputs {
  images: Embeddings;
  classifier: Embeddings;
  labels: Int32Array;
  classes: readonly EvaluatedClass[];
}

const countedAs = (classes: readonly EvaluatedClass[], c: number) => classes[c]?.countsAs ?? c;

const spaced = (count: number) =>
  Int32Array.from({ length: Math.min(count, MOST) }, (_, i) =>
    Math.floor((i * count) / Math.min(count, MOST)),
  );

function dot(a: Embeddings, row: number, b: Embeddings, other: number): number {
  let sum = 0;
  for (let k = 0; k < a.cols; k++) sum += a.data[row * a.cols + k] * b.data[other * a.cols + k];
  return sum;
}

function rangeOf(values: Float64Array): { min: number; max: number } {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { min, max };
}

function summary(parts: readonly Float64Array[], low: number, high: number): CosineSummary {
  const counts = new Uint32Array(BINS);
  let [pairs, sum, min, max] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const part of parts) {
    for (const value of part) {
      pairs++;
      sum += value;
      min = Math.min(min, value);
      max = Math.max(max, value);
      counts[Math.min(BINS - 1, Math.floor((BINS * (value - low)) / (high - low || 1)))]++;
    }
  }
  return { pairs, min, mean: sum / pairs, max, counts };
}

/** The mean of all rows, `[width]`. */
function centerOf({ data, rows, cols }: Embeddings): Float64Array {
  const center = new Float64Array(cols);
  for (let i = 0; i < rows * cols; i++) center[i % cols] += data[i] / rows;
  return center;
}

/** The mean cosine of two different rows of norm 1, from their mean: |Σx|² has each row's own cosine, 1, too. */
function meanCosine(center: Float64Array, rows: number): number {
  const squared = center.reduce((sum, value) => sum + value * value, 0);
  return rows > 1 ? (squared * rows - 1) / (rows - 1) : Number.NaN;
}
