import { ClipscopeError, type RgbImage } from "@clipscope/core";
import * as blur from "./blur.js";
import { brightness, contrast, saturate } from "./color.js";
import { elasticTransform } from "./elastic.js";
import { jpegCompression } from "./jpeg.js";
import * as noise from "./noise.js";
import { pixelate } from "./pixelate.js";
import { randomFrom } from "./random.js";
import { LARGE, type Severities, SMALL } from "./severities.js";
import { spatter } from "./spatter.js";
import { fog, frost, snow } from "./weather.js";

/** One kind of corruption, with its ImageNet-C name. */
export interface Corruption {
  id: CorruptionId;
  title: string;
  family: "noise" | "blur" | "weather" | "digital";
  /** Whether the corruption is random, and so depends on the seed. */
  random: boolean;
  /**
   * Whether papers include it in the mean corruption error, which is over fifteen kinds; true for frost,
   * although ours is synthetic.
   */
  inMean: boolean;
}

export type CorruptionId =
  | "gaussian_noise"
  | "shot_noise"
  | "impulse_noise"
  | "speckle_noise"
  | "gaussian_blur"
  | "defocus_blur"
  | "glass_blur"
  | "motion_blur"
  | "zoom_blur"
  | "snow"
  | "frost"
  | "spatter"
  | "fog"
  | "brightness"
  | "contrast"
  | "saturate"
  | "elastic_transform"
  | "pixelate"
  | "jpeg_compression";

type Apply = (image: RgbImage, level: number, parameters: Severities, random: () => number) => RgbImage;

const APPLY: Readonly<Record<CorruptionId, Apply>> = {
  gaussian_noise: (image, level, p, random) => noise.gaussianNoise(image, p.gaussianNoise[level], random),
  shot_noise: (image, level, p, random) => noise.shotNoise(image, p.shotNoise[level], random),
  impulse_noise: (image, level, p, random) => noise.impulseNoise(image, p.impulseNoise[level], random),
  speckle_noise: (image, level, p, random) => noise.speckleNoise(image, p.speckleNoise[level], random),
  gaussian_blur: (image, level, p) => blur.blurGaussian(image, p.gaussianBlur[level]),
  defocus_blur: (image, level, p) => blur.defocusBlur(image, p.defocusBlur[level]),
  glass_blur: (image, level, p, random) => blur.glassBlur(image, p.glassBlur[level], random),
  motion_blur: (image, level, p, random) => blur.motionBlur(image, p.motionBlur[level], random),
  zoom_blur: (image, level, p) => blur.zoomBlur(image, p.zoomBlur[level]),
  snow: (image, level, p, random) => snow(image, p.snow[level], random),
  frost: (image, level, p, random) => frost(image, p.frost[level], random),
  spatter: (image, level, p, random) => spatter(image, p.spatter[level], random),
  fog: (image, level, p, random) => fog(image, p.fog[level], random),
  brightness: (image, level, p) => brightness(image, p.brightness[level]),
  contrast: (image, level, p) => contrast(image, p.contrast[level]),
  saturate: (image, level, p) => saturate(image, p.saturate[level]),
  elastic_transform: (image, level, p, random) => elasticTransform(image, p.elasticTransform[level], random),
  pixelate: (image, level, p) => pixelate(image, p.pixelate[level]),
  jpeg_compression: (image, level, p) => jpegCompression(image, p.jpegCompression[level]),
};

/** ImageNet-C's nineteen kinds of corruption, by family. `frost` is synthetic; the card describes it. */
export const CORRUPTIONS: readonly Corruption[] = [
  describe("gaussian_noise", "noise", true),
  describe("shot_noise", "noise", true),
  describe("impulse_noise", "noise", true),
  describe("speckle_noise", "noise", true, false),
  describe("gaussian_blur", "blur", false, false),
  describe("defocus_blur", "blur", false),
  describe("glass_blur", "blur", true),
  describe("motion_blur", "blur", true),
  describe("zoom_blur", "blur", false),
  describe("snow", "weather", true),
  describe("frost", "weather", true),
  describe("spatter", "weather", true, false),
  describe("fog", "weather", true),
  describe("brightness", "weather", false),
  describe("contrast", "digital", false),
  describe("saturate", "digital", false, false),
  describe("elastic_transform", "digital", true),
  describe("pixelate", "digital", false),
  describe("jpeg_compression", "digital", false),
];

/** Shorter side, in pixels, below which the parameters for 64 × 64 images are used. */
const LARGE_FROM = 128;

/**
 * Corrupts an image as in ImageNet-C (Hendrycks & Dietterich 2019), at severity 1 to 5, with ImageNet-C's
 * parameters, or those of its 64 × 64 version if the shorter side is below 128 pixels. The result depends
 * only on the image, the kind, the severity and the seed; give each image of a set its own seed, such as its
 * row. Corrupt after resizing and cropping, as the authors do. The input is not changed. Throws
 * `bad-argument` for an unknown kind or severity, or an image smaller than 16 × 16.
 */
export function corrupt(
  image: RgbImage,
  kind: CorruptionId,
  severity: number,
  { seed = 0 }: { seed?: number } = {},
): RgbImage {
  const apply = APPLY[kind];
  if (!apply) {
    const known = CORRUPTIONS.map(({ id }) => id).join(", ");
    throw new ClipscopeError("bad-argument", `Unknown corruption "${kind}". The kinds are: ${known}.`);
  }
  if (!Number.isInteger(severity) || severity < 1 || severity > 5) {
    throw new ClipscopeError("bad-argument", `The severity is ${severity}: it must be 1, 2, 3, 4 or 5.`);
  }
  const shorter = Math.min(image.width, image.height);
  if (shorter < 16 || image.data.length !== image.width * image.height * 3) {
    throw new ClipscopeError(
      "bad-argument",
      `An image to corrupt must be RGB and at least 16 × 16, but this is ${image.width} × ${image.height} with ${image.data.length} bytes.`,
    );
  }
  const parameters = shorter < LARGE_FROM ? SMALL : LARGE;
  return apply(image, severity - 1, parameters, randomFrom(`${kind} ${severity} ${seed}`));
}

function describe(
  id: CorruptionId,
  family: Corruption["family"],
  random: boolean,
  inMean = true,
): Corruption {
  const words = id.replace("_", " ").replace("jpeg", "JPEG");
  return { id, title: words[0].toUpperCase() + words.slice(1), family, random, inMean };
}
