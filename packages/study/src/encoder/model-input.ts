import { decodeImage, decodingFor, preprocessImage } from "@clipscope/core";
import { ClipscopeError, type ImageInput } from "@clipscope/types";
import type { Encoder } from "./encoder.js";

/** The image that enters the model, as RGBA bytes: `[side, side, 4]`. */
export interface ModelInput {
  pixels: Uint8ClampedArray<ArrayBuffer>;
  side: number;
}

/**
 * An image after the model's own decoding, resizing and cropping, before normalization. Throws `not-supported` without
 * a model, and the errors of `decodeImage`.
 */
export async function modelInput({ clip }: Encoder, image: ImageInput): Promise<ModelInput> {
  if (!clip) {
    throw new ClipscopeError("not-supported", "There is no model whose input could be shown: open a model.");
  }
  const rgb = await decodeImage(image, decodingFor(clip.preprocess));
  const { rescaleFactor: _, normalize: __, ...config } = clip.preprocess;
  const planes = preprocessImage(rgb, config);
  const area = planes.length / 3;
  const pixels = new Uint8ClampedArray(4 * area).fill(255);
  for (let i = 0; i < area; i++) {
    for (let channel = 0; channel < 3; channel++) pixels[4 * i + channel] = planes[channel * area + i];
  }
  return { pixels, side: Math.sqrt(area) };
}
