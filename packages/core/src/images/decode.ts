import { ClipscopeError, checkImage, type ImageInput, type RgbImage } from "@clipscope/types";
import { decodePixels, readUrlOrPath } from "#platform";
import { decodeBmp } from "./bmp.js";
import { orientationOf } from "./exif.js";
import {
  decodedFormats,
  IMAGE_FORMATS,
  type ImageFormatInfo,
  imageFormatOf,
  NotRead,
  notRead,
} from "./format.js";
import { decodeGif } from "./gif.js";
import { decodeNetpbm } from "./netpbm.js";
import type { PreprocessConfig } from "./preprocess.js";
import { imageSizeOf, MAX_PIXELS } from "./size.js";
import { inverseOf, turn } from "./turn.js";

/**
 * How images that are not plain 8-bit RGB are converted. The defaults are those of
 * `transformers.image_utils.load_image`.
 */
export interface DecodeOptions {
  /**
   * Background color behind transparent parts, each channel 0…255. If omitted, alpha is dropped and the
   * stored colors are kept, as in Pillow's `convert("RGB")`.
   */
  background?: readonly [number, number, number];
  /**
   * "upright": rotated according to EXIF. "as-stored": not rotated. Default: the checkpoint's
   * `preprocess.orientation`, or "upright" without a checkpoint. TIFF is always upright, as in Pillow.
   */
  orientation?: "upright" | "as-stored";
  /**
   * Conversion of 16-bit grayscale. "clip" (default): values above 255 become white, as in Pillow's
   * `convert("RGB")`. "scale": the upper 8 bits are kept. 16-bit colors are always scaled, as in Pillow.
   */
  sixteenBit?: "clip" | "scale";
  /**
   * Larger images are rejected before memory is allocated. Default 178,956,970, Pillow's limit for
   * decompression bombs.
   */
  maxPixels?: number;
  /** Name of the image in error messages, such as its file name. */
  name?: string;
}

/** Fully resolved decode options, for records. Without `background`, alpha is dropped. */
export type Decoding = Required<Omit<DecodeOptions, "name" | "background">> &
  Pick<DecodeOptions, "background">;

/** The decoding of Pillow's `Image.open(file).convert("RGB")`, used by OpenAI's and OpenCLIP's code. */
export const PILLOW_DECODING: DecodeOptions = { orientation: "as-stored", sixteenBit: "clip" };

/**
 * Decode options for a checkpoint: explicit options first, then the default of the checkpoint's family.
 * OpenAI's and OpenCLIP's code takes images as stored; transformers rotates them upright.
 */
export function decodingFor(
  { orientation }: Pick<PreprocessConfig, "orientation">,
  options: DecodeOptions = {},
): Decoding {
  return {
    ...(options.background && { background: options.background }),
    orientation: options.orientation ?? orientation ?? "upright",
    sixteenBit: options.sixteenBit ?? "clip",
    maxPixels: options.maxPixels ?? MAX_PIXELS,
  };
}

/**
 * Decoder output, row-major; alpha is not premultiplied. In CMYK, 255 is full ink. `isUpright`: the decoder
 * has already applied the stored orientation.
 */
export type DecodedPixels = { width: number; height: number; isUpright?: boolean } & (
  | { kind: "rgb" | "rgba" | "cmyk"; data: Uint8Array | Uint8ClampedArray }
  | { kind: "gray16"; data: Uint16Array }
);

/**
 * Decodes an image file to RGB: JPEG, PNG, WebP, GIF, AVIF, BMP and Netpbm, plus TIFF in Node. Color profiles
 * are ignored, as in Pillow; of an animation, the first frame is decoded. An `RgbImage` is returned
 * unchanged. Throws `bad-image` with the image's name if it can't be decoded or is too large, `not-found` or
 * `network` if it can't be fetched, and `bad-argument` for an unknown option.
 */
export async function decodeImage(input: ImageInput, options: DecodeOptions = {}): Promise<RgbImage> {
  return decodeWith(input, options, decodeBytes);
}

/**
 * Decodes an image file with one of the decoders of this folder. A decoder returns the pixels as they are
 * stored, or upright with `isUpright`; what it rejects with becomes a sentence about the image.
 */
export async function decodeWith(
  input: ImageInput,
  options: DecodeOptions,
  decode: (bytes: Uint8Array, options: DecodeOptions, name: string) => Promise<DecodedPixels>,
): Promise<RgbImage> {
  checkDecodeOptions(options);
  const name = options.name ?? nameOf(input);
  if (isPixels(input)) {
    checkImage(input, name);
    return input;
  }
  const encoded = typeof input === "string" ? await readUrlOrPath(input) : input;
  if (!(encoded instanceof Uint8Array) && !(encoded instanceof Blob)) {
    throw new ClipscopeError(
      "bad-image",
      `${name} should be RGB pixels, the bytes of an image file, a Blob, a path or a URL, got ${input === null ? "null" : typeof input}.`,
    );
  }
  const bytes = encoded instanceof Blob ? new Uint8Array(await encoded.arrayBuffer()) : encoded;
  checkSize(bytes, name, options.maxPixels);
  let pixels: DecodedPixels;
  try {
    pixels = await decode(bytes, options, name);
  } catch (cause) {
    throw new ClipscopeError(
      "bad-image",
      `${name} can't be decoded as an image: ${reasonOf(cause, bytes, name)}.`,
      {
        cause,
      },
    );
  }
  return turnAsAsked(toRgb(pixels, options.background), bytes, options.orientation, pixels.isUpright);
}

/**
 * Decodes the simple formats with the code in this folder, identically in Node and in browsers; everything
 * else with libvips or the browser's decoder.
 */
export async function decodeBytes(
  bytes: Uint8Array,
  options: DecodeOptions,
  name: string,
): Promise<DecodedPixels> {
  switch (imageFormatOf(bytes)) {
    case "gif":
      return decodeGif(bytes);
    case "bmp":
      return decodeBmp(bytes);
    case "netpbm":
      return inSixteenBits(decodeNetpbm(bytes), options);
    case "svg": // libvips would render these; Pillow does not read them
      throw notRead("svg");
    default:
      // A raw file is a TIFF whose first image is a thumbnail.
      if (imageFormatOf(name) === "raw") throw notRead("raw");
      return inSixteenBits(await decodePixels(bytes, options), options);
  }
}

function inSixteenBits(pixels: DecodedPixels, { sixteenBit }: DecodeOptions): DecodedPixels {
  if (pixels.kind === "gray16" && sixteenBit === "scale")
    pixels.data.forEach((value, i) => {
      pixels.data[i] = value >> 8;
    });
  return pixels;
}

const KNOWN_OPTIONS = ["background", "orientation", "sixteenBit", "maxPixels", "name"];

/** Throws `bad-argument` for an unknown option or an invalid value. */
export function checkDecodeOptions(options: DecodeOptions): void {
  const wrong = (what: string) => new ClipscopeError("bad-argument", what);
  for (const key of Object.keys(options)) {
    if (!KNOWN_OPTIONS.includes(key)) {
      throw wrong(`There is no decode option ${key}. The options are ${KNOWN_OPTIONS.join(", ")}.`);
    }
  }
  const { background, orientation, sixteenBit, maxPixels } = options;
  if (orientation !== undefined && orientation !== "upright" && orientation !== "as-stored") {
    throw wrong(`orientation should be "upright" or "as-stored", got ${JSON.stringify(orientation)}.`);
  }
  if (sixteenBit !== undefined && sixteenBit !== "clip" && sixteenBit !== "scale") {
    throw wrong(`sixteenBit should be "clip" or "scale", got ${JSON.stringify(sixteenBit)}.`);
  }
  if (maxPixels !== undefined && !(maxPixels >= 1))
    throw wrong(`maxPixels should be at least 1, got ${maxPixels}.`);
  const isColor = background?.length === 3 && background.every((value) => value >= 0 && value <= 255);
  if (background !== undefined && !isColor) {
    throw wrong(`background should be three numbers from 0 to 255, got ${JSON.stringify(background)}.`);
  }
}

function checkSize(bytes: Uint8Array, name: string, maxPixels = MAX_PIXELS): void {
  const size = imageSizeOf(bytes);
  if (!size || size.width * size.height <= maxPixels) return;
  const { width, height } = size;
  const millions = (count: number) => `${Math.round(count / 1e6)} million pixels`;
  throw new ClipscopeError(
    "bad-image",
    `${name} is ${width} × ${height} pixels according to its header, ${millions(width * height)}, above the limit of ${millions(maxPixels)}. Make it smaller, or pass decode: { maxPixels: ${width * height} }.`,
  );
}

/** Why an image could not be decoded, and how to fix it. */
function reasonOf(cause: unknown, bytes: Uint8Array, name: string): string {
  if (cause instanceof NotRead) return cause.message;
  if (bytes.length === 0) return "it is empty";
  const format = imageFormatOf(bytes);
  if (!format) {
    const named = imageFormatOf(name);
    if (!named) return `it is not an image in a known format; supported are ${decodedFormats()}`;
    const { title, advice }: ImageFormatInfo = IMAGE_FORMATS[named];
    return advice ? notRead(named).message : `its name says ${title}, but its content is something else`;
  }
  if ((IMAGE_FORMATS[format] as ImageFormatInfo).advice) return notRead(format).message;
  if (cause instanceof RangeError && /allocat|array (buffer )?length/i.test(cause.message)) {
    const { width = 0, height = 0 } = imageSizeOf(bytes) ?? {};
    return `there is not enough memory for its ${width} × ${height} pixels; make it smaller`;
  }
  // Decoders report several lines, some repeatedly.
  const lines = (cause instanceof Error ? cause.message : String(cause)).split("\n");
  const said = new Set(lines.map((line) => line.replace("Input buffer has corrupt header:", "").trim()));
  said.delete("");
  const reported = [...said].map((line) => line.replace(/[.:]$/, "")).join("; ");
  return `its ${IMAGE_FORMATS[format].title} data is damaged or cut off${reported && ` (${reported})`}`;
}

/** Converts decoded pixels to RGB; `background` as in `DecodeOptions`, 16-bit grays clipped. */
function toRgb(
  { width, height, ...pixels }: DecodedPixels,
  background?: DecodeOptions["background"],
): RgbImage {
  const { kind, data } = pixels;
  const count = width * height;
  if (kind === "rgb") return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, count * 3) };
  const rgb = new Uint8Array(count * 3);
  if (kind === "gray16") for (let i = 0; i < count; i++) rgb.fill(Math.min(data[i], 255), 3 * i, 3 * i + 3);
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

/** Alpha-blends a color over a background, or returns the color if there is no background. */
const over = (color: number, alpha: number, behind: number | undefined) =>
  behind === undefined ? color : Math.round((color * alpha + behind * (255 - alpha)) / 255);

/** Reflectance of paper under a color ink and black, rounded as in Pillow's `cmyk2rgb`. */
function inked(ink: number, black: number): number {
  const product = ink * (255 - black) + 128;
  return 255 - black - (((product >> 8) + product) >> 8);
}

function turnAsAsked(
  image: RgbImage,
  bytes: Uint8Array,
  orientation: DecodeOptions["orientation"] = "upright",
  isUpright = false,
): RgbImage {
  const stored = orientationOf(bytes).orientation;
  const wanted = orientation === "upright" || imageFormatOf(bytes) === "tiff";
  if (wanted === isUpright) return image;
  return turn(image, wanted ? stored : inverseOf(stored));
}

const isPixels = (input: ImageInput): input is RgbImage =>
  typeof input === "object" && input !== null && "data" in input && "width" in input && "height" in input;

function nameOf(input: ImageInput): string {
  if (typeof input === "string") return input.startsWith("data:") ? "The image" : input;
  const name = (input as { name?: unknown } | undefined)?.name;
  return typeof name === "string" && name !== "" ? name : "The image";
}
