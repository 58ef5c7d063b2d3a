import type { Clip, Embeddings, Features } from "@clipscope/core";
import { openRenditions, type RenditionImages, type Renditions } from "@clipscope/datasets/renditions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import type { Console } from "./command.js";
import { withProgress } from "./progress.js";

/** The built-in data: the folder that was named, or this installation's, prepared if need be. */
export async function openData(folder: string | undefined, io: Console): Promise<Renditions> {
  const { signal } = io;
  return openRenditions(
    folder ?? (await withProgress(io, (onProgress) => prepareRenditions({ onProgress, signal }))),
  );
}

/** Embeddings of some images of a rendition. */
export async function embedRows(
  clip: Clip,
  images: RenditionImages,
  rows: Int32Array,
  io: Console,
  features: Features = "projected",
): Promise<Embeddings> {
  const inputs = Array.from(rows, (row) => images.image(row));
  const embedded = await withProgress(io, (onProgress) =>
    clip.embedImages(inputs, {
      onProgress: ({ done, total }) => onProgress({ stage: `encoding ${images.info.title}`, done, total }),
      signal: io.signal,
      features,
      normalize: features === "projected", // the paper's probe takes the features as they come (A.3)
    }),
  );
  if (embedded.failures.length > 0) throw embedded.failures[0].error;
  return embedded;
}
