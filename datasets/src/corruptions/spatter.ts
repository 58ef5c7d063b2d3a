import type { RgbImage } from "@clipscope/core";
import { type Bytes, cannyEdges } from "./canny.js";
import { gaussianBlur, inside, type Planes, toImage, toPlanes } from "./planes.js";
import { normal } from "./random.js";
import type { Spatter } from "./severities.js";

/** Colors of water (pale turquoise) and mud (brown), 0 to 1. */
const WATER = [175 / 255, 238 / 255, 238 / 255];
const MUD = [63 / 255, 42 / 255, 20 / 255];

/** Spatters water or mud on the lens. */
export function spatter(image: RgbImage, settings: Spatter, random: () => number): RgbImage {
  const { mean, deviation, sigma, threshold } = settings;
  const planes = toPlanes(image);
  const { width, height, data } = planes;
  const noise = Float64Array.from({ length: width * height }, () => mean + deviation * normal(random));
  const liquid = gaussianBlur({ width, height, channels: 1, data: noise }, sigma);
  const [amount, color] =
    settings.mud === undefined
      ? [water(liquid, threshold, settings.water ?? 0), WATER]
      : [mud(liquid, threshold, settings.mud), MUD];
  const keep = settings.mud === undefined ? () => 1 : (pixel: number) => 1 - amount[pixel];
  const spattered = data.map((value, i) => {
    const pixel = Math.floor(i / 3);
    return value * keep(pixel) + amount[pixel] * color[i % 3];
  });
  return toImage({ ...planes, data: spattered });
}

/** Opacity of mud at each pixel, 0 to 1. */
function mud(liquid: Planes, threshold: number, sigma: number): Float64Array {
  const drops = liquid.data.map((value) => Number(value > threshold));
  return gaussianBlur({ ...liquid, data: drops }, sigma).data.map((value) => (value < 0.8 ? 0 : value));
}

/**
 * Amount of water at each pixel, 0 to `most`, lit from one side according to the distance to the drop's edge.
 */
function water(liquid: Planes, threshold: number, most: number): Float64Array {
  const { width, height } = liquid;
  const drops = new Uint8Array(liquid.data.map((value) => (value < threshold ? 0 : value * 255)));
  const depth = boxBlur(distances({ width, height, data: drops }), width, height, Math.fround);
  const relief = emboss({ width, height, data: equalize(Uint8Array.from(depth)) });
  const light = boxBlur(relief, width, height, Math.round);
  const shine = new Float64Array(drops).map((drop, i) => drop * light[i]);
  const brightest = shine.reduce((a, b) => Math.max(a, b), 0);
  return brightest === 0 ? shine : shine.map((value) => (value / brightest) * most);
}

/**
 * Distance of each pixel to the nearest edge, capped at 20: `cv2.distanceTransform(…, DIST_L2, 5)` (Borgefors
 * 1986).
 */
function distances(drops: Bytes): Float64Array {
  const { width, height } = drops;
  const edges = cannyEdges(drops, 50, 150);
  const distance = Float64Array.from(edges, (edge) => (edge ? 0 : 20));
  // A step, a diagonal and a knight's move: 1, 1.4 and 2.1969 in OpenCV's 16 bits after the point.
  const [a, b, c] = [1, 91750 / 2 ** 16, 143976 / 2 ** 16];
  const mask: [number, number, number][] = [
    [-1, -2, c],
    [1, -2, c],
    [-2, -1, c],
    [-1, -1, b],
    [0, -1, a],
    [1, -1, b],
    [2, -1, c],
    [-1, 0, a],
  ];
  for (const way of [1, -1]) {
    for (let i = 0; i < width * height; i++) {
      const at = way === 1 ? i : width * height - 1 - i;
      const [x, y] = [at % width, Math.floor(at / width)];
      for (const [dx, dy, length] of mask) {
        const [u, v] = [x + way * dx, y + way * dy];
        if (u < 0 || u >= width || v < 0 || v >= height) continue;
        distance[at] = Math.min(distance[at], distance[v * width + u] + length);
      }
    }
  }
  return distance;
}

/** Convolves with a 3 × 3 kernel, given row by row; borders are mirrored. */
function around(values: ArrayLike<number>, width: number, height: number, weights: number[]): Float64Array {
  const sums = new Float64Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      for (let k = 0; k < 9; k++) {
        const row = inside(y + Math.floor(k / 3) - 1, height, "mirror");
        sums[i] += weights[k] * values[row * width + inside(x + (k % 3) - 1, width, "mirror")];
      }
    }
  }
  return sums;
}

/** The 3 × 3 box blur of `cv2.blur(…, (3, 3))`. */
function boxBlur(
  values: ArrayLike<number>,
  width: number,
  height: number,
  round: (value: number) => number,
): Float64Array {
  return around(values, width, height, new Array(9).fill(1)).map((sum) => round(sum / 9));
}

/** The reference code's emboss filter, like light from the upper left. */
function emboss({ width, height, data }: Bytes): Uint8ClampedArray {
  return Uint8ClampedArray.from(around(data, width, height, [-2, -1, 0, -1, 1, 1, 0, 1, 2]));
}

/** Histogram equalization: `cv2.equalizeHist`. */
function equalize(data: Uint8Array): Uint8Array {
  const counts = new Float64Array(256);
  for (const value of data) counts[value]++;
  const darkest = counts.findIndex((count) => count > 0);
  if (counts[darkest] === data.length) return data;
  const scale = Math.fround(255 / (data.length - counts[darkest]));
  const table = new Uint8ClampedArray(256);
  for (let value = darkest + 1, sum = 0; value < 256; value++) {
    sum += counts[value];
    table[value] = Math.fround(sum * scale);
  }
  return data.map((value) => table[value]);
}
