import type { ImageInput } from "@clipscope/core";
import { CORRUPTIONS, corrupt } from "@clipscope/datasets/corruptions";
import { ClipscopeError, type RgbImage, throwIfCancelled } from "@clipscope/types";
import { unlabeledClasses } from "../../evaluate/classes.js";
import { followCorruption } from "../../evaluate/corrupted-image.js";
import { corruptiblePicture } from "../../evaluate/corruptible-picture.js";
import { DEFAULT_TEMPLATES } from "../../evaluate/zero-shot.js";
import { tileImage } from "../../platform/tile-image.js";
import type {
  CorruptedImage,
  CorruptedPicture,
  CorruptImageRequest,
  CorruptPicturesRequest,
  OneImage,
  TileImage,
} from "../compute.js";
import { handOver } from "../protocol/hand-over.js";
import type { ClassVectors } from "./class-vectors.js";
import type { OpenDatasets } from "./datasets.js";
import type { OpenEncoder } from "./encoders.js";
import type { RunHow, Watch } from "./shared-runs.js";

/** One image at every severity of a corruption. Throws the errors of `followCorruption` and of reading the image. */
export async function corruptImage(
  { encoder, texts }: OpenEncoder,
  request: CorruptImageRequest,
  { datasets, vectors }: { datasets: OpenDatasets; vectors: ClassVectors },
  how: Watch,
): Promise<CorruptedImage> {
  const { classes: list, templates = DEFAULT_TEMPLATES, kind } = request;
  const classes = unlabeledClasses(list.classes);
  const classifier = await vectors.of(encoder, classes, templates, { texts, ...how });
  const source = await readOne(request, datasets, how);
  const { anchors, steps } = await followCorruption(
    { encoder, ...source, classes, classifier, kind },
    { signal: how.signal },
  );
  const shown = await Promise.all(
    steps.map(async ({ picture, ...step }) => ({ ...step, picture: await shownPicture(picture) })),
  );
  return handOver(
    { kind, classes, anchors, steps: shown },
    transferable(shown.map(({ picture }) => picture)),
  );
}

/** Passes a picture of every requested kind and severity to `onPartial`, in the order of the kinds. */
export async function corruptPictures(
  { encoder }: OpenEncoder,
  request: CorruptPicturesRequest,
  datasets: OpenDatasets,
  { signal, onProgress, onPartial }: RunHow<CorruptedPicture>,
): Promise<void> {
  const { kinds = CORRUPTIONS.map(({ id }) => id) } = request;
  await encoder.load();
  const { image, name, seed } = await readOne(request, datasets, { signal, onProgress });
  const clean = await corruptiblePicture(image, encoder, { size: "model", name });
  const total = kinds.length * 5;
  let done = 0;
  for (const kind of kinds) {
    for (const severity of [1, 2, 3, 4, 5]) {
      throwIfCancelled(signal, "Making pictures of the corruptions");
      const picture = await shownPicture(corrupt(clean, kind, severity, { seed }));
      onPartial(handOver({ kind, severity, picture }, transferable([picture])));
      onProgress({ stage: "corrupting", done: ++done, total });
      // Lets other requests run.
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
}

/** Reads one image of the data, whose row is its seed, or a given file. */
async function readOne(
  { data, image }: OneImage,
  datasets: OpenDatasets,
  how: Watch,
): Promise<{ image: ImageInput; name: string; seed: number }> {
  if ("file" in image) return { image: image.file, name: "the image", seed: 0 };
  if (!data) {
    throw new ClipscopeError(
      "bad-argument",
      `Row ${image.row} is a row of a dataset: give that dataset as "data".`,
    );
  }
  const dataset = await datasets.open(data.ref, how);
  if (!dataset.images) {
    throw new ClipscopeError(
      "not-supported",
      `${dataset.title} has no images, only vectors: there is nothing to corrupt.`,
    );
  }
  return {
    image: await dataset.images.read(image.row),
    name: dataset.keys.at(image.row) ?? `row ${image.row}`,
    seed: image.row,
  };
}

/** A picture as a page shows it. */
function shownPicture({ width, height, data }: RgbImage): Promise<TileImage> {
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) rgba[4 * i + channel] = data[3 * i + channel];
  }
  return tileImage({ data: rgba, width, height });
}

const transferable = (pictures: readonly TileImage[]): Transferable[] =>
  pictures.flatMap((picture) => ("close" in picture ? [picture as unknown as Transferable] : []));
