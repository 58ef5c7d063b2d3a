import { tilesOf } from "@clipscope/datasets";
import { zeroShot, zeroShotLogits } from "@clipscope/toolkit";
import type { Encoder } from "../../encoder/encoder.js";
import { unlabeledClasses } from "../../evaluate/classes.js";
import { DEFAULT_TEMPLATES } from "../../evaluate/zero-shot.js";
import { tileImage } from "../../platform/tile-image.js";
import type { Classified, ClassifyRequest, TileImage } from "../compute.js";
import { handOver } from "../protocol/hand-over.js";
import type { ClassVectors } from "./class-vectors.js";
import type { OpenEncoder } from "./encoders.js";
import type { Watch } from "./shared-runs.js";

/**
 * Classifies images that are not in the dataset; the result of an unreadable image is its error. Throws
 * `not-supported` without a model, the errors of `classifierOf`, and `cancelled`.
 */
export async function classifyImages(
  { encoder, texts }: OpenEncoder,
  { images, classes: list, templates = DEFAULT_TEMPLATES, topK = 5 }: ClassifyRequest,
  vectors: ClassVectors,
  { signal, onProgress }: Watch,
): Promise<Classified> {
  const classes = unlabeledClasses(list.classes);
  const classifier = await vectors.of(encoder, classes, templates, { texts, signal, onProgress });
  const found: Classified["images"][number][] = [];
  for await (const { indices, failures, ...embedded } of encoder.embedImages([...images], {
    signal,
    onProgress,
  })) {
    for (const { index, error } of failures) found[index] = { error: error.message };
    if (embedded.rows === 0) continue;
    const { topK: top } = zeroShot(embedded, classifier, { logitScale: encoder.logitScale, topK });
    const cosines = zeroShotLogits(embedded, classifier, { logitScale: 1 });
    const part = <A extends Int32Array | Float32Array>(values: A, i: number) =>
      values.slice(i * top.k, (i + 1) * top.k) as A;
    for (const [i, index] of indices.entries()) {
      const best = part(top.classes, i);
      found[index] = {
        classes: best,
        probabilities: part(top.probabilities, i),
        cosines: cosines.data.slice(i * cosines.cols, (i + 1) * cosines.cols),
      };
    }
  }
  const tiles = await tilesFor(images, encoder, signal);
  const shown = found.map((each, index) => {
    const tile = tiles.get(index);
    return tile && !("error" in each) ? { ...each, tile } : each;
  });
  return handOver(
    { classes, images: shown },
    [...tiles.values()].filter((tile) => "close" in tile) as Transferable[],
  );
}

/** Thumbnails of images on the background that the model sees, by index; without those that can't be made. */
async function tilesFor(
  images: readonly Blob[],
  encoder: Encoder,
  signal: AbortSignal | undefined,
): Promise<Map<number, TileImage>> {
  const { background, ...decode } = encoder.decoding();
  const rows = {
    title: "The given images",
    rows: images.length,
    keys: { kind: "text", title: "image", at: (row: number) => `image ${row + 1}` } as const,
    images: { read: async (row: number) => images[row], contentKey: () => undefined },
  };
  const source = tilesOf(rows, 128, { decode: { ...decode, ...(background && { background }) } });
  const made = new Map<number, TileImage>();
  for await (const tile of source.read(images.keys(), signal ? { signal } : {})) {
    if ("image" in tile) made.set(tile.row, await tileImage(tile.image));
  }
  return made;
}
