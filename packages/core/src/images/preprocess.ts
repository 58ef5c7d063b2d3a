import { checkImage, type RgbImage } from "@clipscope/types";
import { type Resample, resize } from "./resize.js";

/** A width and a height, in pixels. */
export interface Size {
  width: number;
  height: number;
}

/** A model's image preprocessing, read from its own files. */
export interface PreprocessConfig {
  /**
   * Whether image files are first rotated according to EXIF. "upright" (default): yes, as in
   * `transformers.image_utils.load_image`. "as-stored": no, as in OpenAI's and OpenCLIP's code, which uses
   * `PIL.Image.open`.
   */
  orientation?: "upright" | "as-stored";
  /**
   * Scales the shorter or the longer side to this many pixels, or both sides to a fixed size. Omitted: no
   * resize.
   */
  resize?: { shortestEdge: number } | { longestEdge: number } | Size;
  resample: Resample;
  /** Size of the center crop; smaller images are padded. Omitted: no crop. */
  crop?: Size;
  /** Gray value of the padding, 0…255. Default 0, black. */
  fill?: number;
  /**
   * Rounding of the crop's origin when it falls between two pixels. "huggingface" (default): down, to the
   * left and top. "torchvision", as in OpenAI's and OpenCLIP's code: to even; padding is half a pixel wider
   * at the right and bottom.
   */
  rounding?: "huggingface" | "torchvision";
  /** Factor applied to the bytes, usually 1/255. Omitted: no scaling. */
  rescaleFactor?: number;
  /** Per-channel mean to subtract and standard deviation to divide by. Omitted: no normalization. */
  normalize?: { mean: [number, number, number]; std: [number, number, number] };
}

/** The size of the model's input; undefined if it depends on the image (no crop and no fixed size). */
export function preprocessedSize({ resize, crop }: PreprocessConfig): Size | undefined {
  return crop ?? (resize && "width" in resize ? resize : undefined);
}

/**
 * Converts an image to the model's input, `[3, height, width]` (CHW): resized, cropped, rescaled and
 * normalized, bit-identical to `transformers.CLIPImageProcessor` (the Pillow-based one) or
 * `open_clip.image_transform` on an RGB image. Throws `bad-image`.
 */
export function preprocessImage(image: RgbImage, config: PreprocessConfig): Float32Array {
  checkImage(image);
  const { width: scaledWidth, height: scaledHeight } = scaledSize(image, config.resize);
  const whole = { width: scaledWidth, height: scaledHeight };
  const { width, height } = config.crop ?? whole;
  let left = halfOf(scaledWidth - width, config.rounding);
  let top = halfOf(scaledHeight - height, config.rounding);
  const changes = scaledWidth !== image.width && scaledHeight !== image.height;
  let scaled = image;
  if (changes && left >= 0 && top >= 0) {
    // Only the part within the crop is computed.
    const part = { left, top, width, height };
    scaled = resize(image, scaledWidth, scaledHeight, config.resample, undefined, part);
    left = top = 0;
  } else if (config.resize) scaled = resize(image, scaledWidth, scaledHeight, config.resample);
  const plane = width * height;
  const pixels = new Float32Array(3 * plane);
  const [red, green, blue] = valuesOfBytes(config);
  if (left < 0 || top < 0) {
    [red, green, blue].forEach((value, channel) => {
      pixels.fill(value[config.fill ?? 0], channel * plane, (channel + 1) * plane);
    });
  }
  const firstX = Math.max(0, -left);
  const endX = Math.min(width, scaled.width - left);
  const endY = Math.min(height, scaled.height - top);
  const { data } = scaled;
  for (let y = Math.max(0, -top); y < endY; y++) {
    let from = ((y + top) * scaled.width + firstX + left) * 3;
    const end = y * width + endX;
    for (let to = y * width + firstX; to < end; to++) {
      pixels[to] = red[data[from]];
      pixels[to + plane] = green[data[from + 1]];
      pixels[to + 2 * plane] = blue[data[from + 2]];
      from += 3;
    }
  }
  return pixels;
}

function scaledSize({ width, height }: Size, target: PreprocessConfig["resize"]): Size {
  if (!target) return { width, height };
  if ("width" in target) return target;
  if ("longestEdge" in target) {
    // As OpenCLIP's ResizeKeepRatio: rounds quotients as Python does.
    const ratio = Math.max(width, height) / target.longestEdge;
    return { width: roundHalfEven(width / ratio), height: roundHalfEven(height / ratio) };
  }
  const short = target.shortestEdge;
  const long = Math.trunc((short * Math.max(width, height)) / Math.min(width, height));
  return width <= height ? { width: short, height: long } : { width: long, height: short };
}

/** Half of the pixels to crop (or to pad, if negative), rounded: the origin of the center crop. */
function halfOf(rest: number, rounding: PreprocessConfig["rounding"] = "huggingface"): number {
  if (rounding === "huggingface") return Math.floor(rest / 2);
  return rest < 0 ? Math.ceil(rest / 2) : roundHalfEven(rest / 2);
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** Lookup tables from byte to model input, `[3][256]`, rounded to float32 after each step as in NumPy. */
function valuesOfBytes(config: PreprocessConfig): Float32Array[] {
  const { rescaleFactor = 1, normalize } = config;
  return [0, 1, 2].map((channel) =>
    Float32Array.from({ length: 256 }, (_, byte) => {
      const rescaled = Math.fround(byte * rescaleFactor);
      if (!normalize) return rescaled;
      const centered = Math.fround(rescaled - Math.fround(normalize.mean[channel]));
      return centered / Math.fround(normalize.std[channel]);
    }),
  );
}
