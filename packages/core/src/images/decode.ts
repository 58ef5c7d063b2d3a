import { ClipscopeError, checkImage, type ImageInput, type RgbImage } from "@clipscope/types";
import { decodePixels, readUrlOrPath } from "#platform";

/** What becomes of what RGB of 8 bits can't hold. The defaults are those of `transformers.image_utils.load_image`. */
export interface DecodeOptions {
  /**
   * The color, 0…255 each, behind transparent parts. Left out: alpha is dropped and the colors are those
   * that the file has under it, as Pillow's `convert("RGB")`.
   */
  background?: readonly [number, number, number];
  /**
   * "upright" (default): turned as its EXIF says. "stored": as it lies in the file, as OpenAI's and OpenCLIP's code
   * takes it; in browsers that heeds the EXIF of JPEG files alone.
   */
  orientation?: "upright" | "stored";
  /**
   * Grays of 16 bits. "clip" (default): as Pillow's `convert("RGB")`, which makes all above 255 white. "scale": their
   * upper 8 bits. Colors of 16 bits are scaled either way, as in Pillow.
   */
  sixteenBit?: "clip" | "scale";
  /** What to call the image in errors: its file name. */
  name?: string;
}

/** The decoding of `Image.open(file).convert("RGB")` in Pillow, which is that of OpenAI's and OpenCLIP's code. */
export const PILLOW_DECODING: DecodeOptions = { orientation: "stored", sixteenBit: "clip" };

/** Pixels as a decoder gives them, row-major; alpha is not premultiplied. CMYK: 255 is full ink. */
export type DecodedPixels = { width: number; height: number } & (
  | { kind: "rgb" | "rgba" | "cmyk"; data: Uint8Array | Uint8ClampedArray }
  | { kind: "grey16"; data: Uint16Array }
);

/**
 * Decodes an image file to RGB: in Node what libvips reads (JPEG, PNG, WebP, GIF, AVIF, TIFF …), in a browser what it
 * shows. Color profiles are ignored, as Pillow does; of an animation the first frame is taken; `DecodeOptions` say
 * the rest. An `RgbImage` is returned as it is.
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
    pixels = await decodePixels(encoded, options);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ClipscopeError("bad-image", `${name} can't be decoded as an image: ${reason}`, { cause });
  }
  return toRgb(pixels, options.background);
}

/** RGB pixels of what was decoded; `background` as in `DecodeOptions`, grays of 16 bits clipped. */
function toRgb(
  { width, height, ...pixels }: DecodedPixels,
  background?: DecodeOptions["background"],
): RgbImage {
  const { kind, data } = pixels;
  const count = width * height;
  if (kind === "rgb") return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, count * 3) };
  const rgb = new Uint8Array(count * 3);
  if (kind === "grey16") for (let i = 0; i < count; i++) rgb.fill(Math.min(data[i], 255), 3 * i, 3 * i + 3);
  else {
    for (let i = 0; i < count; i++) {
      const last = data[i * 4 + 3]; // alpha, or black ink
      for (let channel = 0; channel < 3; channel++) {
        const value = data[i * 4 + channel];
        const seen = kind === "cmyk" ? inked(value, last) : over(value, last, background?.[channel]);
        rgb[i * 3 + channel] = seen;
      }
    }
  }
  return { width, height, data: rgb };
}

/** A color over another, or by itself. */
const over = (color: number, alpha: number, behind: number | undefined) =>
  behind === undefined ? color : Math.round((color * alpha + behind * (255 - alpha)) / 255);

/** What a paper with two inks still reflects, as Pillow's `cmyk2rgb` rounds it. */
function inked(ink: number, black: number): number {
  const product = ink * (255 - black) + 128;
  return 255 - black - (((product >> 8) + product) >> 8);
}

const isPixels = (input: ImageInput): input is RgbImage =>
  typeof input === "object" && input !== null && "data" in input && "width" in input && "height" in input;

function nameOf(input: ImageInput): string {
  if (typeof input === "string") return input.startsWith("data:") ? "The image" : input;
  const name = (input as { name?: unknown } | undefined)?.name;
  return typeof name === "string" && name !== "" ? name : "The image";
}
