import type { Filter } from "./resize.js";
import { RESIZE_WASM } from "./resize-wasm.js";

interface Passes {
  memory: WebAssembly.Memory;
  resizeRows(...pointersAndCounts: number[]): void;
  resizeColumns(...pointersAndCounts: number[]): void;
}

let passes: Passes | undefined;
let tried = false;

/** Instantiates resize.wat; undefined where WebAssembly lacks SIMD. */
function start(): Passes | undefined {
  if (tried) return passes;
  tried = true;
  const bytes = Uint8Array.from(atob(RESIZE_WASM), (character) => character.charCodeAt(0));
  if (typeof WebAssembly !== "object" || !WebAssembly.validate(bytes)) return undefined;
  passes = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Passes;
  return passes;
}

/** Bytes of the source held in WebAssembly memory at a time, since that memory can't be released. */
const BAND = 1 << 20;
const LARGEST = 1 << 26;
const SLACK = 64; // read and written beyond the end

/**
 * Resizes the rows of an RGB image with SIMD: `[rows, outputs, 3]`; undefined where SIMD is unavailable or
 * unsuitable.
 */
export function fastRows(data: Uint8Array, rows: number, filter: Filter): Uint8Array | undefined {
  const wasm = start();
  const stride = filter.size * 3;
  if (!wasm || stride > BAND) return undefined;
  const outputs = filter.starts.length;
  const groups = Math.ceil(filter.taps / 4);
  const weights = packed(filter, 4, groups);
  const band = Math.floor(BAND / stride);
  const out = new Uint8Array(rows * outputs * 3);
  const [starts, table, source, target] = lay(wasm, [
    outputs * 4,
    weights.byteLength,
    band * stride + groups * 12,
    band * outputs * 3,
  ]);
  write(wasm, starts, filter.starts);
  write(wasm, table, weights);
  for (let first = 0; first < rows; first += band) {
    const count = Math.min(band, rows - first);
    write(wasm, source, data.subarray(first * stride, (first + count) * stride));
    wasm.resizeRows(source, stride, target, count, outputs, starts, table, groups);
    const made = new Uint8Array(wasm.memory.buffer, target, count * outputs * 3);
    out.set(made, first * outputs * 3);
  }
  return out;
}

/**
 * Resizes the columns of an RGB image with SIMD: `[outputs, width, 3]`; undefined where SIMD is unavailable
 * or unsuitable.
 */
export function fastColumns(data: Uint8Array, width: number, filter: Filter): Uint8Array | undefined {
  const wasm = start();
  if (!wasm || data.length > LARGEST) return undefined;
  const stride = width * 3;
  const outputs = filter.starts.length;
  const pairs = Math.ceil(filter.taps / 2);
  const weights = packed(filter, 2, pairs);
  const length = outputs * stride;
  const [starts, table, source, target] = lay(wasm, [
    outputs * 4,
    weights.byteLength,
    data.length + 2 * pairs * stride,
    length,
  ]);
  write(wasm, starts, filter.starts);
  write(wasm, table, weights);
  write(wasm, source, data);
  wasm.resizeColumns(source, stride, target, outputs, starts, table, pairs);
  return new Uint8Array(wasm.memory.buffer, target, length).slice();
}

/** Allocates consecutive buffers of the given byte lengths in WebAssembly memory; returns their offsets. */
function lay(wasm: Passes, lengths: number[]): number[] {
  let end = 0;
  const places = lengths.map((length) => {
    const place = end;
    end = (end + length + SLACK + 15) & ~15;
    return place;
  });
  const pages = Math.ceil((end - wasm.memory.buffer.byteLength) / 65536);
  if (pages > 0) wasm.memory.grow(pages);
  return places;
}

function write(wasm: Passes, place: number, values: Uint8Array | Int32Array | Int16Array): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  new Uint8Array(wasm.memory.buffer, place, bytes.length).set(bytes);
}

/**
 * The weights in the layout of resize.wat: in groups of `taps`, all upper parts, then the lower ones. Cached
 * in the filter.
 */
function packed(filter: Filter, taps: 2 | 4, groups: number): Int16Array {
  const known = filter.packed.get(taps);
  if (known) return known;
  const outputs = filter.starts.length;
  const weights = new Int16Array(outputs * groups * taps * 2);
  for (let out = 0; out < outputs; out++) {
    for (let k = 0; k < filter.counts[out]; k++) {
      const weight = filter.weights[out * filter.taps + k];
      const at = (out * groups + Math.floor(k / taps)) * taps * 2 + (k % taps);
      weights[at] = weight >> 11;
      weights[at + taps] = weight & 2047;
    }
  }
  filter.packed.set(taps, weights);
  return weights;
}
