import { ClipscopeError } from "./errors.js";

/** An image in memory: RGB, row-major from the top left, 3 bytes per pixel, no padding. */
export interface RgbImage {
  width: number;
  height: number;
  /** `[height, width, 3]`, values 0…255. */
  data: Uint8Array;
}

/**
 * An image in any accepted form: pixels, the bytes of a file, a `File` or `Blob`, a path (in Node) or a URL.
 */
export type ImageInput = RgbImage | Uint8Array | Blob | string;

/** Throws `bad-image` unless the image has a size and `width * height * 3` bytes. */
export function checkImage({ width, height, data }: RgbImage, name = "The image"): void {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new ClipscopeError(
      "bad-image",
      `${name} should be at least 1 pixel wide and high, got ${width} × ${height}.`,
    );
  }
  if (data.length !== width * height * 3) {
    throw new ClipscopeError(
      "bad-image",
      `${name} of ${width} × ${height} pixels should have ${width * height * 3} bytes (RGB), got ${data.length}.`,
    );
  }
}
