import { ClipscopeError, checkImage, type RgbImage } from "@clipscope/types";
import { fastColumns, fastRows } from "./resize-simd.js";

export type Resample = "bicubic" | "bilinear";

/**
 * Order of resize passes. Up to version 12, Pillow resized rows, then columns. Since version 13, columns come
 * first if the height shrinks by more than twice as many pixels as the width, so tall images differ between
 * the two by a few units.
 */
export type PillowVersion = "pillow-13" | "pillow-12";

/**
 * Resizes with Pillow's antialiased bicubic filter (a = -0.5), byte for byte as
 * `Image.resize((width, height), Image.BICUBIC)`. Throws `bad-image` or `bad-argument`.
 */
export function resizeBicubic(image: RgbImage, width: number, height: number): RgbImage {
  return resize(image, width, height, "bicubic");
}

/** A rectangle of an image, in pixels. */
export interface Part {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * Pillow's antialiased resize (`Resample.c`): the filter is stretched by the reduction factor and applied to
 * rows and columns in turn, in fixed point, each pass rounded to 8 bits. If both sides change, `part` limits
 * the output to that rectangle, with the same pixels as in the full resize.
 */
export function resize(
  image: RgbImage,
  width: number,
  height: number,
  resample: Resample,
  version: PillowVersion = "pillow-13",
  part: Part = { left: 0, top: 0, width, height },
): RgbImage {
  checkImage(image);
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new ClipscopeError(
      "bad-argument",
      `An image can only be resized to at least 1 × 1 pixels, got ${width} × ${height}.`,
    );
  }
  const all = part.width === width && part.height === height;
  const [across, down] = [width !== image.width, height !== image.height];
  if (!all && !(across && down)) {
    throw new ClipscopeError("bad-argument", "Resizing to a part requires that both sides change.");
  }
  const rows = across && filterFor(image.width, width, resample, part.left, part.width);
  const columns = down && filterFor(image.height, height, resample, part.top, part.height);
  const lost = image.height - height;
  const columnsFirst = version === "pillow-13" && lost > 0 && lost > 2 * (image.width - width);
  let { data } = image;
  if (columns && columnsFirst) data = resizeColumns(data, image.width, columns);
  if (rows) data = resizeRows(data, columnsFirst ? part.height : image.height, rows);
  if (columns && !columnsFirst) data = resizeColumns(data, part.width, columns);
  return { width: part.width, height: part.height, data: data === image.data ? data.slice() : data };
}

const PRECISION_BITS = 32 - 8 - 2;
const HALF = 1 << (PRECISION_BITS - 1);

/** Resampling weights of `size` input pixels for each output pixel. */
export interface Filter {
  size: number; // of the input
  starts: Int32Array; // first input pixel of each output pixel
  counts: Int32Array; // and how many there are
  weights: Int32Array; // [outputs, taps] in fixed point
  taps: number;
  packed: Map<number, Int16Array>; // the weights as resize.wat takes them
}

const resizeRows = (data: Uint8Array, rows: number, filter: Filter) =>
  fastRows(data, rows, filter) ?? plainRows(data, rows, filter);
const resizeColumns = (data: Uint8Array, width: number, filter: Filter) =>
  fastColumns(data, width, filter) ?? plainColumns(data, width, filter);

/** The row pass of resize.wat, in JavaScript. */
export function plainRows(data: Uint8Array, rows: number, filter: Filter): Uint8Array {
  const { size, starts, counts, weights, taps } = filter;
  const width = starts.length;
  const out = new Uint8Array(rows * width * 3);
  let to = 0;
  for (let y = 0; y < rows; y++) {
    const row = y * size * 3;
    for (let x = 0; x < width; x++) {
      let from = row + starts[x] * 3;
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      const end = x * taps + counts[x];
      for (let k = x * taps; k < end; k++) {
        const weight = weights[k];
        red = (red + Math.imul(data[from], weight)) | 0;
        green = (green + Math.imul(data[from + 1], weight)) | 0;
        blue = (blue + Math.imul(data[from + 2], weight)) | 0;
        from += 3;
      }
      out[to] = toByte(red);
      out[to + 1] = toByte(green);
      out[to + 2] = toByte(blue);
      to += 3;
    }
  }
  return out;
}

/** The column pass of resize.wat, in JavaScript. */
export function plainColumns(data: Uint8Array, width: number, filter: Filter): Uint8Array {
  const { starts, counts, weights, taps } = filter;
  const height = starts.length;
  const stride = width * 3;
  const out = new Uint8Array(height * stride);
  const sums = new Int32Array(stride);
  for (let y = 0; y < height; y++) {
    sums.fill(HALF);
    const end = y * taps + counts[y];
    let from = starts[y] * stride;
    let k = y * taps;
    for (; k + 3 < end; k += 4) {
      // Four rows at a time, so that sums are read and written a quarter as often.
      const [a, b, c, d] = [weights[k], weights[k + 1], weights[k + 2], weights[k + 3]];
      for (let i = 0; i < stride; i++) {
        const at = from + i;
        let sum = (sums[i] + Math.imul(data[at], a)) | 0;
        sum = (sum + Math.imul(data[at + stride], b)) | 0;
        sum = (sum + Math.imul(data[at + 2 * stride], c)) | 0;
        sums[i] = (sum + Math.imul(data[at + 3 * stride], d)) | 0;
      }
      from += 4 * stride;
    }
    for (; k < end; k++) {
      const weight = weights[k];
      for (let i = 0; i < stride; i++) sums[i] += Math.imul(data[from + i], weight);
      from += stride;
    }
    const to = y * stride;
    for (let i = 0; i < stride; i++) out[to + i] = toByte(sums[i]);
  }
  return out;
}

function toByte(fixed: number): number {
  return Math.min(Math.max(fixed >> PRECISION_BITS, 0), 255);
}

// Images of a dataset often share sizes, so the last few filters are cached.
const filters = new Map<string, Filter>();
const FILTERS_KEPT = 32;

/**
 * The filter that resizes a side of `size` pixels to `outputs` pixels, or a range of them starting at
 * `first`.
 */
export function filterFor(
  size: number,
  outputs: number,
  resample: Resample,
  first = 0,
  count = outputs,
): Filter {
  const key = `${resample} ${size} ${outputs} ${first} ${count}`;
  let filter = filters.get(key);
  if (!filter) {
    if (filters.size >= FILTERS_KEPT) filters.clear();
    filter = makeFilter(size, outputs, resample, first, count);
    filters.set(key, filter);
  }
  return filter;
}

// precompute_coeffs and normalize_coeffs_8bpc, in the same order of operations.
function makeFilter(size: number, outputs: number, resample: Resample, first: number, made: number): Filter {
  const kernel = resample === "bicubic" ? bicubic : bilinear;
  const scale = size / outputs;
  const stretch = Math.max(scale, 1);
  const support = (resample === "bicubic" ? 2 : 1) * stretch;
  const taps = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(made);
  const counts = new Int32Array(made);
  const weights = new Int32Array(made * taps);
  const exact = new Float64Array(taps);
  for (let out = 0; out < made; out++) {
    const center = (first + out + 0.5) * scale;
    const start = Math.max(Math.trunc(center - support + 0.5), 0);
    const count = Math.min(Math.trunc(center + support + 0.5), size) - start;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      exact[k] = kernel((k + start - center + 0.5) * (1 / stretch));
      sum += exact[k];
    }
    for (let k = 0; k < count; k++) {
      const weight = (sum === 0 ? exact[k] : exact[k] / sum) * (1 << PRECISION_BITS);
      weights[out * taps + k] = Math.trunc(weight < 0 ? weight - 0.5 : weight + 0.5);
    }
    starts[out] = start;
    counts[out] = count;
  }
  return { size, starts, counts, weights, taps, packed: new Map() };
}

function bicubic(at: number): number {
  const x = Math.abs(at);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * -0.5;
  return 0;
}

function bilinear(at: number): number {
  const x = Math.abs(at);
  return x < 1 ? 1 - x : 0;
}
