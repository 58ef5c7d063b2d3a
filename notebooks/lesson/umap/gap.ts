import { closeGap, type ModalityGap, modalityGap } from "@clipscope/toolkit/geometry";
import { nearestNeighbors } from "@clipscope/toolkit/neighbors";
import type { Positions } from "@clipscope/toolkit/projection";
import { concatenateRows, type Embeddings, normalizeRows } from "@clipscope/types";
import { asRows } from "./measures.js";

/** What may be done about the gap: nothing; add it to the texts; the same, to length 1 again; center both, to length 1 again. */
export const WAYS = ["given", "added", "moved", "centered"] as const;
export type Way = (typeof WAYS)[number];

export interface Pairs {
  /** `[images, width]` and `[texts, width]`. */
  images: Embeddings;
  texts: Embeddings;
}

/** Images and texts after something was done about the gap. */
export function afterWay(pairs: Pairs, way: Way): Pairs {
  const [images, texts] = [normalizeRows(pairs.images), normalizeRows(pairs.texts)];
  const gap = modalityGap({ images, texts });
  if (way === "added") return { images, texts: shifted(texts, gap.vector, 1) };
  if (way === "moved") return { images, texts: closeGap(texts, gap) };
  if (way === "centered") return { images: centered(images), texts: centered(texts) };
  return { images, texts };
}

export interface GapFound {
  /** The gap of the vectors as they are. */
  gap: Omit<ModalityGap, "vector">;
  /** Mean cosine of an image with its own text, with the other texts, and with another image. */
  cosines: { own: number; others: number; images: number };
  /** For each way, the index of the text with the largest product with each image, `[images]`, and the gap that is left. */
  ways: readonly { way: Way; predictions: Int32Array; distance: number }[];
}

/** The gap between images and texts, and what becomes of zero-shot predictions when it is closed. `labels`: each image's text. */
export function gapOf(pairs: Pairs, labels: ArrayLike<number>): GapFound {
  const { images, texts } = afterWay(pairs, "given");
  const { vector: _, ...gap } = modalityGap({ images, texts });
  const n = images.rows;
  let [own, all, among] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    for (let t = 0; t < texts.rows; t++) {
      const cosine = product(images, i, texts, t);
      all += cosine;
      if (t === labels[i]) own += cosine;
    }
    for (let j = 0; j < i; j++) among += product(images, i, images, j);
  }
  return {
    gap,
    cosines: {
      own: own / n,
      others: (all - own) / (n * (texts.rows - 1)),
      images: among / ((n * (n - 1)) / 2),
    },
    ways: WAYS.map((way) => {
      const after = afterWay(pairs, way);
      const [a, b] = [meanOf(after.images), meanOf(after.texts)];
      return {
        way,
        predictions: Int32Array.from({ length: n }, (_, i) => bestText(after, i)),
        distance: Math.hypot(...a.map((value, c) => value - b[c])),
      };
    }),
  };
}

/** Who is near to an image where images and texts are together. */
export interface Mixture {
  /** Of the `k` nearest of an image, the share that are texts, on average. */
  texts: number;
  /** Images whose own text is among their `k` nearest. */
  own: number;
}

/** Neighbors of the images in the space of the vectors, by cosine. */
export const mixtureInSpace = ({ images, texts }: Pairs, labels: ArrayLike<number>, k: number): Mixture =>
  mixture(concatenateRows([images, texts]), "cosine", labels, k);

/** Neighbors of the images on a map of images and then texts. */
export const mixtureOnMap = (positions: Positions, labels: ArrayLike<number>, k: number): Mixture =>
  mixture(asRows(positions), "euclidean", labels, k);

function mixture(
  rows: Embeddings,
  metric: "cosine" | "euclidean",
  labels: ArrayLike<number>,
  k: number,
): Mixture {
  const images = labels.length;
  const { indices } = nearestNeighbors(rows, k, { metric });
  let [texts, own] = [0, 0];
  for (let i = 0; i < images; i++) {
    const near = indices.subarray(i * k, (i + 1) * k);
    texts += near.filter((other) => other >= images).length;
    if (near.includes(images + labels[i])) own++;
  }
  return { texts: texts / (images * k), own };
}

function bestText({ images, texts }: Pairs, image: number): number {
  let [best, most] = [0, Number.NEGATIVE_INFINITY];
  for (let t = 0; t < texts.rows; t++) {
    const value = product(images, image, texts, t);
    if (value > most) [best, most] = [t, value];
  }
  return best;
}

function product(a: Embeddings, i: number, b: Embeddings, j: number): number {
  let sum = 0;
  for (let c = 0; c < a.cols; c++) sum += a.data[i * a.cols + c] * b.data[j * a.cols + c];
  return sum;
}

function meanOf({ data, rows, cols }: Embeddings): number[] {
  const mean = new Array<number>(cols).fill(0);
  for (let i = 0; i < data.length; i++) mean[i % cols] += data[i] / rows;
  return mean;
}

const centered = (rows: Embeddings): Embeddings => normalizeRows(shifted(rows, meanOf(rows), -1));

function shifted({ data, rows, cols }: Embeddings, by: ArrayLike<number>, sign: 1 | -1): Embeddings {
  return { data: data.map((value, i) => value + sign * by[i % cols]), rows, cols };
}
