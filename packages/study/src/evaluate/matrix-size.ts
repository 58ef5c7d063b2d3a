import { ClipscopeError } from "@clipscope/types";

/** Maximum number of matrix values: 1 GiB of float32. */
const MOST_VALUES = 2 ** 28;

/** Throws `bad-argument` if an `images` × `classes` matrix would not fit in memory. */
export function checkMatrixFits(images: number, classes: number): void {
  if (images * classes <= MOST_VALUES) return;
  const gigabytes = (images * classes * 4) / 2 ** 30;
  throw new ClipscopeError(
    "bad-argument",
    `The probabilities of ${images} images for ${classes} classes would take ${gigabytes.toFixed(1)} GB: take fewer images or fewer classes.`,
  );
}

/** Number of classes above which a confusion matrix would take more than 16 MB. */
export const MOST_CLASSES_CROSSED = 2000;
