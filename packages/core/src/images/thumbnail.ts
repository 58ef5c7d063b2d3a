import { ClipscopeError, type ImageInput, type RgbImage } from "@clipscope/types";
import { decodeReduced } from "#platform";
import { type DecodeOptions, decodeBytes, decodeWith } from "./decode.js";
import { jpegFrame } from "./jpeg.js";
import type { Size } from "./preprocess.js";
import { resize } from "./resize.js";

/** Reductions from which a JPEG is decoded at a smaller size. */
const WORTHWHILE = 2;

/**
 * Decodes an image for display, scaled so that its longer side has `longestEdge` pixels. Transparency,
 * orientation and 16-bit grays are treated as in `decodeImage`, so the result shows what a model gets with the
 * same options; only the resampling of large JPEGs is faster and less exact. Throws the errors of
 * `decodeImage`, and `bad-argument` for a length that is not a positive whole number.
 */
export async function decodeThumbnail(
  input: ImageInput,
  longestEdge: number,
  options: DecodeOptions = {},
): Promise<RgbImage> {
  if (!Number.isInteger(longestEdge) || longestEdge < 1) {
    throw new ClipscopeError(
      "bad-argument",
      `A thumbnail's longestEdge should be a whole number of at least 1, got ${longestEdge}.`,
    );
  }
  const image = await decodeWith(input, options, (bytes, how, name) => {
    const size = reducedSize(bytes, longestEdge);
    return size ? decodeReduced(bytes, size, how) : decodeBytes(bytes, how, name);
  });
  const { width, height } = fitted(image, longestEdge);
  return width === image.width && height === image.height ? image : resize(image, width, height, "bicubic");
}

/** The size to decode a large JPEG to; undefined for other images, and for CMYK, which needs a conversion. */
function reducedSize(bytes: Uint8Array, longestEdge: number): Size | undefined {
  const frame = jpegFrame(bytes);
  if (!frame || frame.colors > 3 || frame.width === 0 || frame.height === 0) return undefined;
  return Math.max(frame.width, frame.height) < WORTHWHILE * longestEdge
    ? undefined
    : fitted(frame, longestEdge);
}

function fitted({ width, height }: Size, longestEdge: number): Size {
  const scale = longestEdge / Math.max(width, height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
