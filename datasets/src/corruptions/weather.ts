import type { RgbImage } from "@clipscope/core";
import { move, stroke, weighted } from "./blur.js";
import { type Planes, toImage, toPlanes, zoomIn } from "./planes.js";
import { normal, uniform } from "./random.js";
import type { Frost, Motion, Severities, Snow } from "./severities.js";

type Random = () => number;

/** Fog: blends in a plasma fractal. */
export function fog(image: RgbImage, { amount, decay }: Severities["fog"][number], random: Random): RgbImage {
  const planes = toPlanes(image);
  const { width, height, data } = planes;
  const brightest = data.reduce((most, value) => Math.max(most, value), 0);
  const size = 2 ** Math.ceil(Math.log2(Math.max(width, height)));
  const bank = plasma(size, decay, random);
  const fogged = data.map((value, i) => {
    const pixel = Math.floor(i / 3);
    const thickness = bank[Math.floor(pixel / width) * size + (pixel % width)];
    return ((value + amount * thickness) * brightest) / (brightest + amount);
  });
  return toImage({ ...planes, data: fogged });
}

/**
 * A tileable height map, `[size, size]` in 0 to 1, by the diamond-square algorithm; `size` is a power of 2.
 */
function plasma(size: number, decay: number, random: Random): Float64Array {
  const map = new Float64Array(size * size);
  const at = (row: number, column: number) => map[((row + size) % size) * size + ((column + size) % size)];
  let wibble = 100;
  const wobbled = (sum: number) => sum / 4 + wibble * uniform(random, -wibble, wibble);
  for (let step = size; step >= 2; step /= 2) {
    const half = step / 2;
    for (let y = 0; y < size; y += step) {
      for (let x = 0; x < size; x += step) {
        const corners = at(y, x) + at(y + step, x) + (at(y, x + step) + at(y + step, x + step));
        map[(y + half) * size + x + half] = wobbled(corners);
      }
    }
    for (let y = 0; y < size; y += step) {
      for (let x = 0; x < size; x += step) {
        const above = at(y + half, x + half) + at(y - half, x + half);
        map[y * size + x + half] = wobbled(above + (at(y, x) + at(y, x + step)));
      }
    }
    for (let y = 0; y < size; y += step) {
      for (let x = 0; x < size; x += step) {
        const beside = at(y + half, x + half) + at(y + half, x - half);
        map[(y + half) * size + x] = wobbled(beside + (at(y, x) + at(y + step, x)));
      }
    }
    wibble /= decay;
  }
  const low = map.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const range = map.reduce((most, value) => Math.max(most, value - low), 0);
  return map.map((value) => (value - low) / range);
}

/** Snow: pales the image and adds motion-blurred flakes in a random direction, and again rotated by 180°. */
export function snow(image: RgbImage, settings: Snow, random: Random): RgbImage {
  const { mean, deviation, zoom, threshold, motion, keep } = settings;
  const planes = toPlanes(image);
  const { width, height, data } = planes;
  const noise = Float64Array.from({ length: width * height }, () => mean + deviation * normal(random));
  const large = zoomIn({ width, height, channels: 1, data: noise }, zoom);
  // Flakes are rounded to bytes before the motion blur, as in ImageMagick.
  const bytes = large.data.map((v) => (v < threshold ? 0 : Math.floor(Math.min(1, Math.max(0, v)) * 255)));
  const moved: Planes = move({ ...large, data: bytes }, motion, uniform(random, -135, -45));
  const flakes = moved.data.map((v) => Math.floor(v) / 255);
  const last = flakes.length - 1;
  const snowed = data.map((value, i) => {
    const pixel = Math.floor(i / 3);
    const gray = 0.299 * data[3 * pixel] + 0.587 * data[3 * pixel + 1] + 0.114 * data[3 * pixel + 2];
    const pale = keep * value + (1 - keep) * Math.max(value, gray * 1.5 + 0.5);
    return pale + flakes[pixel] + flakes[last - pixel];
  });
  return toImage({ ...planes, data: snowed });
}

/**
 * Statistics of the reference's frost photographs, in bytes: mean of red, green and blue, and deviation
 * within a crop.
 */
const FROST = { mean: [144, 165, 177], deviation: 25 };

/**
 * Frost: blends in a layer of ice. The blending weights are the reference's; the ice is synthetic, whereas
 * the reference crops one of five photographs: see `ice`.
 */
export function frost(image: RgbImage, { keep, ice: share, needle }: Frost, random: Random): RgbImage {
  const { width, height } = image;
  const sheet = ice(width, height, needle, random);
  const frosted = new Float64Array(image.data).map((value, i) => {
    const byte = Math.floor(Math.min(255, Math.max(0, FROST.mean[i % 3] + sheet[Math.floor(i / 3)])));
    return Math.min(255, keep * value + share * byte);
  });
  return { width, height, data: new Uint8Array(frosted) };
}

/**
 * A synthetic frost layer, `[height, width]` with mean 0: needles growing in six directions from a fiftieth
 * of the pixels, plus a plasma fractal of equal deviation. The sum has the deviation of the reference's
 * photographs; their mean color is added to it by the caller.
 */
function ice(width: number, height: number, needle: Motion, random: Random): Float64Array {
  const size = 2 ** Math.ceil(Math.log2(Math.max(width, height)));
  const bank = plasma(size, 1.5, random);
  const haze = Float64Array.from(
    { length: width * height },
    (_, i) => bank[Math.floor(i / width) * size + (i % width)],
  );
  const seeds = Float64Array.from(haze, () => {
    const value = random();
    return value < 0.02 ? value : 0;
  });
  const first = uniform(random, 0, 60);
  // All but the first exclude the seed pixel, which would otherwise count six times.
  const arms = [0, 1, 2, 3, 4, 5].flatMap((arm) => stroke(needle, first + 60 * arm).slice(arm && 1));
  const needles = weighted({ width, height, channels: 1, data: seeds }, arms, "mirror").data;
  const [soft, sharp] = [standardize(haze, 1), standardize(needles, 1)];
  return standardize(
    soft.map((value, i) => value + sharp[i]),
    FROST.deviation,
  );
}

/** Standardizes values to mean 0 and the given deviation; constant values become zeros. */
function standardize(values: Float64Array, deviation: number): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const own = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (own === 0 ? 0 : ((value - mean) / own) * deviation));
}
