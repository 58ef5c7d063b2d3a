import {
  type Decoding,
  decodeImage,
  type ImageInput,
  preprocessedSize,
  resizeBicubic,
} from "@clipscope/core";
import type { RgbImage } from "@clipscope/types";
import type { Encoder } from "../encoder/encoder.js";

/**
 * An image decoded as the model decodes it, at the size at which it is corrupted. `size`: "model" resizes a larger
 * image to cover the model's input and crops its center, as ImageNet-C was made at 224; "own" leaves it. Throws the
 * errors of core's `decodeImage`.
 */
export async function corruptiblePicture(
  image: ImageInput,
  encoder: Encoder,
  {
    size,
    name,
    decoding = encoder.decoding(),
  }: { size: "model" | "own"; name: string | undefined; decoding?: Decoding },
): Promise<RgbImage> {
  const { background, ...decode } = decoding;
  const decoded = await decodeImage(image, {
    ...decode,
    ...(background && { background }),
    ...(name !== undefined && { name }),
  });
  const target = encoder.clip && preprocessedSize(encoder.clip.preprocess);
  return size === "own" || !target ? decoded : cropTo(decoded, target.width, target.height);
}

/** Resizes a larger image to cover the given size and crops its center. */
function cropTo(picture: RgbImage, width: number, height: number): RgbImage {
  const scale = Math.max(width / picture.width, height / picture.height);
  if (scale >= 1) return picture;
  const scaled = resizeBicubic(
    picture,
    Math.max(width, Math.round(picture.width * scale)),
    Math.max(height, Math.round(picture.height * scale)),
  );
  const left = Math.floor((scaled.width - width) / 2);
  const top = Math.floor((scaled.height - height) / 2);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * scaled.width + left) * 3;
    data.set(scaled.data.subarray(from, from + width * 3), y * width * 3);
  }
  return { width, height, data };
}
