import type { RgbImage } from "@clipscope/core";
import {
  type Border,
  gaussianBlur,
  inside,
  mapPlaces,
  type Planes,
  toImage,
  toPlanes,
  zoomIn,
} from "./planes.js";
import { uniform } from "./random.js";
import type { Motion, Severities } from "./severities.js";

type Random = () => number;

export function blurGaussian(image: RgbImage, sigma: number): RgbImage {
  return toImage(gaussianBlur(toPlanes(image), sigma));
}

/**
 * Glass blur: blurs, replaces pixels by nearby ones, and blurs again. The reference code intends to swap
 * pixels, but its swap reads a value it has just overwritten, so it copies; the published images contain this
 * effect, and so do ours.
 */
export function glassBlur(
  image: RgbImage,
  { sigma, reach, rounds }: Severities["glassBlur"][number],
  random: Random,
): RgbImage {
  const { width, height } = image;
  const { data } = toImage(gaussianBlur(toPlanes(image), sigma));
  const offset = () => Math.floor(random() * 2 * reach) - reach;
  for (let round = 0; round < rounds; round++) {
    for (let y = height - reach; y > reach; y--) {
      for (let x = width - reach; x > reach; x--) {
        const fromX = x + offset();
        const from = ((y + offset()) * width + fromX) * 3;
        data.copyWithin((y * width + x) * 3, from, from + 3);
      }
    }
  }
  return toImage(gaussianBlur(toPlanes({ width, height, data }), sigma));
}

/** Out-of-focus blur: the mean over a disk with a softened edge. */
export function defocusBlur(image: RgbImage, { radius, edge }: Severities["defocusBlur"][number]): RgbImage {
  const kernel = disk(radius, edge);
  const reach = (kernel.width - 1) / 2;
  const steps = Array.from(kernel.data, (weight, i) => ({
    weight,
    dx: (i % kernel.width) - reach,
    dy: Math.floor(i / kernel.width) - reach,
  }));
  return toImage(
    weighted(
      toPlanes(image),
      steps.filter(({ weight }) => weight > 0),
      "mirror",
    ),
  );
}

/** A disk of total weight 1, blurred by a 3 × 3 kernel (5 × 5 for large disks), as OpenCV's GaussianBlur. */
function disk(radius: number, edge: number): Planes {
  const reach = Math.max(8, radius);
  const size = 2 * reach + 1;
  const blank = { width: size, height: size, channels: 1, data: new Float64Array(0) };
  const sharp = mapPlaces(blank, (x, y) => Number((x - reach) ** 2 + (y - reach) ** 2 <= radius ** 2));
  const area = sharp.data.reduce((sum, value) => sum + value, 0);
  for (let i = 0; i < sharp.data.length; i++) sharp.data[i] /= area;
  const taps = radius <= 8 ? 1 : 2;
  return gaussianBlur(sharp, edge, "mirror", (taps + 0.25) / edge);
}

/** Motion blur in a random direction within 45° of the horizontal. */
export function motionBlur(image: RgbImage, motion: Motion, random: Random): RgbImage {
  const { width, height, data } = image;
  const planes = { width, height, channels: 3, data: new Float64Array(data) };
  const moved = move(planes, motion, uniform(random, -45, 45));
  return { width, height, data: new Uint8Array(moved.data) };
}

/**
 * ImageMagick's motion blur: a half-Gaussian from each pixel in the direction `degrees`, with each step
 * rounded to a whole pixel.
 */
export function move(planes: Planes, motion: Motion, degrees: number): Planes {
  return weighted(planes, stroke(motion, degrees), "nearest");
}

/** A weighted offset from a pixel, in pixels. */
export interface Step {
  weight: number;
  dx: number;
  dy: number;
}

/** The weighted offsets of `move`, starting with the pixel itself. */
export function stroke({ radius, sigma }: Motion, degrees: number): Step[] {
  const taps = 2 * Math.ceil(radius) + 1;
  const kernel = Float64Array.from({ length: taps }, (_, i) => Math.exp((-i * i) / (2 * sigma * sigma)));
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  const angle = (degrees * Math.PI) / 180;
  return Array.from(kernel, (weight, i) => ({
    weight: weight / sum,
    dx: Math.ceil(i * Math.cos(angle) - 0.5),
    dy: Math.ceil(i * Math.sin(angle) - 0.5),
  }));
}

/** Replaces every pixel by the weighted sum of the pixels at the given offsets. */
export function weighted(planes: Planes, steps: Step[], border: Border): Planes {
  const { width, height, channels, data } = planes;
  const out = new Float64Array(data.length);
  for (const { weight, dx, dy } of steps) {
    const columns = Int32Array.from({ length: width }, (_, x) => inside(x + dx, width, border) * channels);
    for (let y = 0, o = 0; y < height; y++) {
      const row = inside(y + dy, height, border) * width * channels;
      for (let x = 0; x < width; x++) {
        for (let c = 0; c < channels; c++) out[o++] += weight * data[row + columns[x] + c];
      }
    }
  }
  return { ...planes, data: out };
}

/** Zoom blur: the mean of the image and enlargements of its center. */
export function zoomBlur(image: RgbImage, { end, step }: Severities["zoomBlur"][number]): RgbImage {
  const planes = toPlanes(image);
  const sum = planes.data.slice();
  const count = Math.ceil((end - 1) / step);
  for (let i = 0; i < count; i++) {
    const zoomed = zoomIn(planes, 1 + i * step).data;
    for (let j = 0; j < sum.length; j++) sum[j] += zoomed[j];
  }
  return toImage({ ...planes, data: sum.map((value) => value / (count + 1)) });
}
