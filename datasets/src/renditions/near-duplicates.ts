import type { RenditionImages, Renditions } from "./renditions.js";

/** Cells per side of the thumbnails by which drawings are compared. */
const cells = 16;
const values = cells * cells * 3;

/**
 * Threshold on the mean absolute difference of two thumbnails, 0 to 255, below which drawings count as
 * near-duplicates.
 */
export const nearThreshold = 8;

/** A thumbnail of each image: `[images, cells, cells, 3]`, means over blocks of pixels, 0 to 255. */
export function signatures(
  images: Pick<RenditionImages, "size" | "pixels"> & { concepts: ArrayLike<number> },
): Float32Array {
  const { size, pixels, concepts } = images;
  const block = size / cells;
  const result = new Float32Array(concepts.length * values);
  for (let at = 0; at < pixels.length; at++) {
    const pixel = Math.floor(at / 3);
    const x = Math.floor((pixel % size) / block);
    const row = Math.floor(pixel / size);
    const image = Math.floor(row / size);
    const y = Math.floor((row % size) / block);
    result[image * values + (y * cells + x) * 3 + (at % 3)] += pixels[at] / (block * block);
  }
  return result;
}

/** Mean absolute difference, 0 to 255, between thumbnail `i` of `a` and thumbnail `j` of `b`. */
export function thumbnailDistance(a: Float32Array, i: number, b: Float32Array, j: number): number {
  let sum = 0;
  for (let k = 0; k < values; k++) sum += Math.abs(a[i * values + k] - b[j * values + k]);
  return sum / values;
}

/** A rendition's concepts and thumbnails. */
export interface Thumbnails {
  concepts: ArrayLike<number>;
  signatures: Float32Array;
}

/** Concepts, ascending, for which `set` has a near-duplicate of a drawing in one of `others`. */
export function findNearDuplicates(set: Thumbnails, others: Thumbnails[]): number[] {
  const rows = others.map((other) => new Map(Array.from(other.concepts, (concept, row) => [concept, row])));
  return Array.from(set.concepts).filter((concept, i) =>
    others.some((other, o) => {
      const j = rows[o].get(concept);
      return j !== undefined && thumbnailDistance(set.signatures, i, other.signatures, j) < nearThreshold;
    }),
  );
}

/**
 * Returns a test for near-duplicates: given a concept's drawing, `[size, size, 3]` in RGB bytes, tells
 * whether an evaluation rendition has nearly the same one, so that drawings from other sources can be
 * excluded from training too.
 */
export async function nearlyEvaluated(
  data: Renditions,
): Promise<(concept: number, pixels: Uint8Array) => boolean> {
  const judges: Thumbnails[] = [];
  for (const { id, use } of data.renditions) {
    if (use !== "evaluation") continue;
    const images = await data.load(id);
    judges.push({ concepts: images.concepts, signatures: signatures(images) });
  }
  const byConcept = new Map<number, { judge: Thumbnails; row: number }[]>();
  for (const judge of judges) {
    for (const [row, concept] of Array.from(judge.concepts).entries()) {
      byConcept.set(concept, [...(byConcept.get(concept) ?? []), { judge, row }]);
    }
  }
  return (concept, pixels) => {
    const own = signatures({ size: data.size, pixels, concepts: [concept] });
    return (byConcept.get(concept) ?? []).some(
      ({ judge, row }) => thumbnailDistance(own, 0, judge.signatures, row) < nearThreshold,
    );
  };
}
