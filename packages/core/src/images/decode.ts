import { decodePixels, readUrlOrPath } from "#platform";
import { ClipscopeError } from "../errors.js";
import { checkImage, type ImageInput, type RgbImage } from "./image.js";

export interface DecodeOptions {
  /**
   * The colour, 0…255 each, behind transparent parts. Left out: alpha is dropped and the colours are those
   * that the file has under it, as Pillow's `convert("RGB")`.
   */
  background?: readonly [number, number, number];
  /** What to call the image in errors: its file name. */
  name?: string;
}

/** Pixels as a decoder gives them, row-major: RGB, or RGBA not premultiplied. */
export interface DecodedPixels {
  width: number;
  height: number;
  channels: 3 | 4;
  data: Uint8Array | Uint8ClampedArray;
}

/**
 * Decodes an image file (JPEG, PNG, WebP, GIF, AVIF …) to RGB. It is turned upright by its EXIF orientation,
 * as `transformers.image_utils.load_image` does; colour profiles are ignored, as Pillow does; of an animation
 * the first frame is taken. An `RgbImage` is returned as it is.
 * Throws `bad-image` with the image's name if it can't be decoded, `not-found` or `network` if it can't be got.
 */
export async function decodeImage(input: ImageInput, options: DecodeOptions = {}): Promise<RgbImage> {
  const name = options.name ?? nameOf(input);
  if (isPixels(input)) {
    checkImage(input, name);
    return input;
  }
  const encoded = typeof input === "string" ? await readUrlOrPath(input) : input;
  if (!(encoded instanceof Uint8Array) && !(encoded instanceof Blob)) {
    throw new ClipscopeError(
      "bad-image",
      `${name} should be RGB pixels, the bytes of an image file, a Blob, a path or a URL, got ${typeof input}.`,
    );
  }
  let pixels: DecodedPixels;
  try {
    pixels = await decodePixels(encoded);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ClipscopeError("bad-image", `${name} can't be decoded as an image: ${reason}`, { cause });
  }
  return toRgb(pixels, options.background);
}

/** RGB pixels of RGB or RGBA pixels; `background` as in `DecodeOptions`. */
export function toRgb(
  { width, height, channels, data }: DecodedPixels,
  background?: readonly [number, number, number],
): RgbImage {
  const count = width * height;
  if (channels === 3) return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, count * 3) };
  const rgb = new Uint8Array(count * 3);
  for (let i = 0; i < count; i++) {
    const alpha = data[i * 4 + 3];
    for (let channel = 0; channel < 3; channel++) {
      const colour = data[i * 4 + channel];
      rgb[i * 3 + channel] = background
        ? Math.round((colour * alpha + background[channel] * (255 - alpha)) / 255)
        : colour;
    }
  }
  return { width, height, data: rgb };
}

const isPixels = (input: ImageInput): input is RgbImage =>
  typeof input === "object" && input !== null && "data" in input && "width" in input && "height" in input;

function nameOf(input: ImageInput): string {
  if (typeof input === "string") return input.startsWith("data:") ? "The image" : input;
  const name = (input as { name?: unknown } | undefined)?.name;
  return typeof name === "string" && name !== "" ? name : "The image";
}
