import { resizeBicubic, seededRandom } from "@clipscope/core";
import { augment } from "@clipscope/core/training";
import type { LabeledBatch } from "@clipscope/core/training/supervised";
import type { LabeledImages, RenditionImages } from "@clipscope/datasets/renditions";
import { recipe } from "../recipe.js";
import { redrawRendition } from "../redrawn/redraw.js";

/** Drawings at one size, with the class of each. */
export interface Drawings {
  size: number;
  /** RGB bytes, `[size, size, 3]` each. */
  images: Uint8Array[];
  /** Restyled versions of each drawing, used to augment training. Default: none. */
  redrawn?: Uint8Array[][];
  labels: Int32Array;
}

export function readDrawings(
  rendition: RenditionImages,
  { rows, labels }: LabeledImages<string>,
  size: number,
): Drawings {
  const images = Array.from(rows, (row) => resizeBicubic(rendition.image(row), size, size).data);
  return { size, images, labels };
}

/** Adds to each drawing its restyled versions, in the styles of mini's training data. */
export async function withRedrawn(
  drawings: Drawings,
  rendition: RenditionImages,
  { rows }: LabeledImages<string>,
): Promise<Drawings> {
  const concepts = Array.from(rows, (row) => rendition.concepts[row]);
  const byConcept = new Map(concepts.map((concept) => [concept, [] as Uint8Array[]]));
  const [width, height] = [rendition.size, rendition.size];
  for (const { concept, pixels } of await redrawRendition(rendition.info.id, new Set(concepts))) {
    const image = { width, height, data: pixels };
    byConcept.get(concept)?.push(resizeBicubic(image, drawings.size, drawings.size).data);
  }
  return { ...drawings, redrawn: concepts.map((concept) => byConcept.get(concept) as Uint8Array[]) };
}

/** A random share of the drawings, at least one per class; equal seeds give equal choices. */
export function fractionOf(drawings: Drawings, fraction: number, seed: number): Drawings {
  const next = seededRandom(seed, 0xf7ac);
  const byClass = new Map<number, number[]>();
  drawings.labels.forEach((label, i) => {
    byClass.set(label, [...(byClass.get(label) ?? []), i]);
  });
  const kept = [...byClass.values()].flatMap((indices) =>
    indices
      .map((index) => ({ index, order: next() }))
      .sort((a, b) => a.order - b.order)
      .slice(0, Math.max(1, Math.round(fraction * indices.length)))
      .map(({ index }) => index),
  );
  const { size, images, redrawn } = drawings;
  return {
    size,
    images: kept.map((i) => images[i]),
    redrawn: redrawn && kept.map((i) => redrawn[i]),
    labels: Int32Array.from(kept, (i) => drawings.labels[i]),
  };
}

/** The batch of one step, sampled with replacement and augmented as in mini's training. */
export function labeledBatch(
  drawings: Drawings,
  step: number,
  batchSize: number,
  seed: number,
): LabeledBatch {
  const next = seededRandom(seed, step);
  const { size, images, redrawn, labels } = drawings;
  const stage = recipe.stages[recipe.stages.length - 1];
  const { mean, std } = recipe.normalize;
  const plane = 3 * size * size;
  const pixels = new Float32Array(batchSize * plane);
  const chosen = Array.from({ length: batchSize }, () => next.below(images.length));
  chosen.forEach((i, row) => {
    const others = redrawn?.[i] ?? [];
    const image = others.length > 0 && next() < stage.redrawn ? others[next.below(others.length)] : images[i];
    augment(image, size, stage.augment, next, mean, std, pixels, row * plane);
  });
  return { pixels, labels: Int32Array.from(chosen, (i) => labels[i]) };
}

/**
 * Drawings `from … from + count` without augmentation, `[count, 3, size, size]`; slots past the end stay
 * gray.
 */
export function plainPixels({ size, images }: Drawings, from: number, count: number): Float32Array {
  const { mean, std } = recipe.normalize;
  const plane = size * size;
  const pixels = new Float32Array(count * 3 * plane);
  images.slice(from, from + count).forEach((image, row) => {
    for (let c = 0; c < 3; c++) {
      const at = (row * 3 + c) * plane;
      for (let i = 0; i < plane; i++) pixels[at + i] = (image[3 * i + c] / 255 - mean[c]) / std[c];
    }
  });
  return pixels;
}
