import type { RgbImage } from "@clipscope/core";

/** A floating-point image: `[height, width, channels]`, 0 to 1 unless stated otherwise. */
export interface Planes {
  width: number;
  height: number;
  channels: number;
  data: Float64Array;
}

// `new` and `map`: `Float64Array.from(data, …)` uses an iterator, which takes longer than most corruptions.
export function toPlanes({ width, height, data }: RgbImage): Planes {
  return { width, height, channels: 3, data: new Float64Array(data).map((byte) => byte / 255) };
}

/** Converts to bytes: clips to 0 … 1 and rounds down, as the reference code does. */
export function toImage({ width, height, data }: Planes): RgbImage {
  return { width, height, data: new Uint8Array(data.map((v) => Math.min(1, Math.max(0, v)) * 255)) };
}

/**
 * Extension beyond the border: the last pixel (aaa|abcd|ddd), mirrored including the edge (cba|abcd|dcb), or
 * mirrored excluding it.
 */
export type Border = "nearest" | "symmetric" | "mirror";

/** Maps an out-of-range index to the index in 0 … size - 1 that represents it. */
export function inside(index: number, size: number, border: Border): number {
  if (index >= 0 && index < size) return index;
  if (border === "nearest" || size === 1) return index < 0 ? 0 : size - 1;
  const period = border === "symmetric" ? 2 * size : 2 * size - 2;
  const folded = ((index % period) + period) % period;
  if (folded < size) return folded;
  return period - folded - (border === "symmetric" ? 1 : 0);
}

/**
 * Gaussian blur of every channel, with the kernel truncated at `truncate` deviations, as
 * `scipy.ndimage.gaussian_filter`: columns, then rows. `sigma` in pixels.
 */
export function gaussianBlur(
  planes: Planes,
  sigma: number,
  border: Border = "nearest",
  truncate = 4,
): Planes {
  if (sigma < 1e-15) return planes;
  const radius = Math.floor(truncate * sigma + 0.5);
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp((-0.5 / (sigma * sigma)) * (i - radius) ** 2),
  );
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  for (let i = 0; i < kernel.length; i++) kernel[i] /= sum;
  return blurAlong(blurAlong(planes, kernel, border, true), kernel, border, false);
}

function blurAlong(planes: Planes, kernel: Float64Array, border: Border, down: boolean): Planes {
  const { width, height, channels, data } = planes;
  const [size, lines] = down ? [height, width] : [width, height];
  const [step, across] = down ? [width * channels, channels] : [channels, width * channels];
  const radius = kernel.length >> 1;
  const from = Int32Array.from(
    { length: size + 2 * radius },
    (_, i) => inside(i - radius, size, border) * step,
  );
  const out = new Float64Array(data.length);
  for (let line = 0; line < lines; line++) {
    for (let channel = 0; channel < channels; channel++) {
      const start = line * across + channel;
      for (let i = 0; i < size; i++) {
        let sum = 0;
        for (let k = 0; k < kernel.length; k++) sum += kernel[k] * data[start + from[i + k]];
        out[start + i * step] = sum;
      }
    }
  }
  return { ...planes, data: out };
}

/** A channel's value between pixels, by bilinear interpolation. */
export function sample(planes: Planes, x: number, y: number, channel: number, border: Border): number {
  const { width, height, channels, data } = planes;
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - left, y - top];
  const at = (column: number, row: number) =>
    data[(inside(row, height, border) * width + inside(column, width, border)) * channels + channel];
  const upper = fx === 0 ? at(left, top) : (1 - fx) * at(left, top) + fx * at(left + 1, top);
  if (fy === 0) return upper;
  const lower = fx === 0 ? at(left, top + 1) : (1 - fx) * at(left, top + 1) + fx * at(left + 1, top + 1);
  return (1 - fy) * upper + fy * lower;
}

/** Computes a new image of the same size from a function of position. */
export function mapPlaces(planes: Planes, value: (x: number, y: number, channel: number) => number): Planes {
  const { width, height, channels } = planes;
  const data = new Float64Array(width * height * channels);
  let i = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) for (let c = 0; c < channels; c++) data[i++] = value(x, y, c);
  }
  return { width, height, channels, data };
}

/**
 * Enlarges the center of the image to its full size: cropped, then bilinear as `scipy.ndimage.zoom(order=1)`.
 */
export function zoomIn(planes: Planes, factor: number): Planes {
  const { width, height, channels, data } = planes;
  const across = zoomedPlaces(width, factor);
  const down = zoomedPlaces(height, factor);
  const out = new Float64Array(data.length);
  let i = 0;
  for (const place of down) {
    const top = Math.floor(place);
    const fy = place - top;
    const upper = top * width;
    const lower = Math.min(top + 1, height - 1) * width;
    for (let x = 0; x < width; x++) {
      const left = Math.floor(across[x]);
      const right = Math.min(left + 1, width - 1);
      const fx = across[x] - left;
      for (let c = 0; c < channels; c++) {
        const at = (pixel: number) => data[pixel * channels + c];
        const above = (1 - fx) * at(upper + left) + fx * at(upper + right);
        const below = (1 - fx) * at(lower + left) + fx * at(lower + right);
        out[i++] = (1 - fy) * above + fy * below;
      }
    }
  }
  return { ...planes, data: out };
}

/** For each pixel of a line, the source position that it shows. */
function zoomedPlaces(size: number, factor: number): Float64Array {
  const cropped = Math.ceil(size / factor);
  const first = Math.floor((size - cropped) / 2);
  const zoomed = roundHalfToEven(cropped * factor);
  const trim = Math.floor((zoomed - size) / 2);
  const step = zoomed > 1 ? (cropped - 1) / (zoomed - 1) : 0;
  return Float64Array.from({ length: size }, (_, i) => first + Math.min(cropped - 1, (i + trim) * step));
}

/** Rounds half to even, as Python does; this determines the size of SciPy's zoom. */
function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
