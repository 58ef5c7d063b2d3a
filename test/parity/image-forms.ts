import { createHash } from "node:crypto";
import { readJson } from "./goldens.js";

/** A file of `goldens/images/forms`, and what Pillow makes of it. */
export interface ImageForm {
  file: string;
  size: [width: number, height: number];
  /** SHA-256 of the pixels that `Image.open(file).convert("RGB")` gives. */
  rgb: string;
  /** Pixels after `ImageOps.exif_transpose`, where it turns the image. */
  uprightSize?: [width: number, height: number];
  upright?: string;
  /** The pixels themselves, base64, of AVIF: decoders round in different ways. */
  pixels?: string;
  uprightPixels?: string;
}

export const imageForms: ImageForm[] = readJson("images/forms/forms.json").forms;

/** Expected pixels of a decoder, and the tolerance of its values. */
export function expectedOf(form: ImageForm, orientation: "upright" | "as-stored") {
  const turned = orientation === "upright" && form.upright !== undefined;
  const pixels = turned ? form.uprightPixels : form.pixels;
  return {
    size: turned ? form.uprightSize : form.size,
    sha256: turned ? form.upright : form.rgb,
    pixels: pixels === undefined ? undefined : Buffer.from(pixels, "base64"),
  };
}

export const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

export const largestDifference = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);
