import { ClipscopeError } from "./errors.js";
import { decodeImage, type ImageInput, type PreprocessConfig, preprocessImage } from "./images/index.js";

/** An image that could not be read: its index in the input, a name for it, and why. */
export interface ImageFailure {
  index: number;
  name: string;
  error: ClipscopeError;
}

export interface PixelBatch {
  /** Model input of the images that could be read: [indices.length · 3 · size · size]. */
  pixels: Float32Array;
  indices: number[];
  failures: ImageFailure[];
}

// A photograph takes up to 100 MB once decoded, so only so many of a batch are decoded at a time.
const decodedAtOnce = 4;

/**
 * Decodes and preprocesses images[start…end). Never rejects: what can't be read is in `failures`. Stops
 * early, with what it has, if the signal is aborted.
 */
export async function readPixels(
  images: readonly ImageInput[],
  start: number,
  end: number,
  preprocess: PreprocessConfig,
  signal?: AbortSignal,
): Promise<PixelBatch> {
  const done: (Float32Array | ImageFailure)[] = [];
  let cursor = start;
  const worker = async () => {
    while (cursor < end && !signal?.aborted) {
      const index = cursor++;
      const name = nameOf(images[index], index);
      try {
        done[index - start] = preprocessImage(await decodeImage(images[index], { name }), preprocess);
      } catch (cause) {
        done[index - start] = { index, name, error: asError(cause, name) };
      }
    }
  };
  await Promise.all(Array.from({ length: decodedAtOnce }, worker));

  const indices: number[] = [];
  const failures: ImageFailure[] = [];
  const good: Float32Array[] = [];
  for (const [i, result] of done.entries()) {
    if (result instanceof Float32Array) {
      indices.push(start + i);
      good.push(result);
    } else if (result) failures.push(result);
  }
  const size = good[0]?.length ?? 0;
  const pixels = new Float32Array(good.length * size);
  for (const [row, values] of good.entries()) pixels.set(values, row * size);
  return { pixels, indices, failures };
}

/** A path or URL, a file's name, or the number of the image. */
function nameOf(image: ImageInput, index: number): string {
  if (typeof image === "string") return image;
  const name = (image as { name?: unknown } | undefined)?.name;
  return typeof name === "string" && name !== "" ? name : `image ${index}`;
}

function asError(cause: unknown, name: string): ClipscopeError {
  if (cause instanceof ClipscopeError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ClipscopeError("bad-image", `${name} can't be read: ${reason}`, { cause });
}
