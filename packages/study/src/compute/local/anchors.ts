import { modalityGap, nearestTo } from "@clipscope/toolkit";
import { concatenateRows, type Embeddings, normalizeRows } from "@clipscope/types";
import type { How } from "../../evaluate/evaluation.js";
import { templatesOf } from "../../evaluate/zero-shot.js";
import type { Anchors, AnchorsRequest } from "../compute.js";
import type { ClassVectors } from "./class-vectors.js";
import type { SharedSpace } from "./shared-space.js";
import { embedText } from "./similar.js";
import type { StudyImages } from "./study-images.js";

/** The nearest images of classes and texts, and the mean cosines within and between images and texts. */
export async function findAnchors(
  inputs: StudyImages,
  request: Pick<AnchorsRequest, "classes" | "templates" | "texts" | "k">,
  space: SharedSpace,
  vectors: ClassVectors,
  how: How,
): Promise<Anchors> {
  const { dataset, images, encoder, texts: cache } = inputs;
  const {
    classes: { classes },
    texts,
    templates,
  } = request;
  const gallery = space.of(images, encoder);
  const parts: Embeddings[] = [];
  if (classes.length > 0) {
    const asked = classes.map(({ names, prompts }) => ({ names, ...(prompts && { prompts }) }));
    const filled = templatesOf({ dataset, ...(templates && { templates }) });
    parts.push(await vectors.of(encoder, asked, filled, how));
  }
  for (const text of texts) parts.push(await embedText(encoder, text, cache, how));
  if (parts.length === 0) return { classes: [], texts: [] };
  const all = parts.length === 1 ? parts[0] : concatenateRows(parts);
  const k = Math.min(request.k, gallery.rows);
  const { indices, distances } = nearestTo(all, gallery, k);
  const anchor = (_: unknown, at: number) => ({
    rows: indices.slice(at * k, (at + 1) * k).map((place) => images.rows[place]),
    cosines: Float32Array.from(distances.subarray(at * k, (at + 1) * k), (distance) => 1 - distance),
  });
  const found = Array.from({ length: all.rows }, anchor);
  return {
    classes: found.slice(0, classes.length),
    texts: found.slice(classes.length),
    gap: meanCosines(gallery, all),
  };
}

/** Mean cosine of two different images, of two different texts, and of an image with a text. */
function meanCosines(images: Embeddings, texts: Embeddings): NonNullable<Anchors["gap"]> {
  const { imageConcentration, textConcentration, cosine } = modalityGap({
    images,
    texts: normalizeRows(texts),
  });
  // The squared norm of the mean is the mean over all pairs, those of a row with itself included.
  const apart = (concentration: number, n: number) =>
    n > 1 ? (n * concentration ** 2 - 1) / (n - 1) : Number.NaN;
  return {
    images: apart(imageConcentration, images.rows),
    texts: apart(textConcentration, texts.rows),
    between: cosine * imageConcentration * textConcentration,
  };
}
