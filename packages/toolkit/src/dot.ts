import type { Embeddings, Matrix } from "@clipscope/types";
import { GROUP, LITTLE, startProducts, type WasmProducts } from "./wasm/products.js";

/** Rows and columns of a tile: two 64-row panels of 768 float64 values fit in a second-level cache. */
export const TILE = 64;

/**
 * Dot products of the rows `aStart … aEnd` of `a` with the rows `bStart … bEnd` of `b`, into `out` as `[aEnd
 * - aStart, bEnd - bStart]`. Each sum is accumulated in float64 in column order, so results are bit-identical
 * with and without WebAssembly.
 */
export function dotTile(
  a: Matrix<Float32Array | Float64Array>,
  aStart: number,
  aEnd: number,
  b: Matrix<Float32Array | Float64Array>,
  bStart: number,
  bEnd: number,
  out: Float64Array,
): void {
  const { cols } = a;
  const stride = bEnd - bStart;
  const group = GROUP * cols;
  const panel = (TILE / GROUP) * group;
  const little = (aEnd - aStart) * stride * cols < LITTLE;
  const wasm = little ? undefined : startProducts(2 * panel + TILE * TILE);
  for (let i = aStart; i < aEnd; i += TILE) {
    const iEnd = Math.min(aEnd, i + TILE);
    const groupsA = wasm ? pack(a, i, iEnd, wasm.values, 0) : 0;
    for (let j = bStart; j < bEnd; j += TILE) {
      const jEnd = Math.min(bEnd, j + TILE);
      const at = (i - aStart) * stride + j - bStart;
      if (!wasm) {
        plainTile(a, i, iEnd, b, j, jEnd, out.subarray(at), stride);
        continue;
      }
      const groupsB = pack(b, j, jEnd, wasm.values, panel);
      wasm.tile(0, groupsA, 8 * panel, groupsB, 8 * group, 16 * panel);
      for (let row = 0; row < iEnd - i; row++) {
        const from = 2 * panel + row * GROUP * groupsB;
        out.set(wasm.values.subarray(from, from + jEnd - j), at + row * stride);
      }
    }
  }
}

/**
 * Copies rows in the layout of products.wat to offset `at`; zeros fill the last group. Returns the number of
 * groups.
 */
export function pack(
  { data, cols }: Matrix<Float32Array | Float64Array>,
  start: number,
  end: number,
  values: WasmProducts["values"],
  at: number,
): number {
  const groups = Math.ceil((end - start) / GROUP);
  for (let row = start; row < start + GROUP * groups; row++) {
    const to = at + Math.floor((row - start) / GROUP) * GROUP * cols + ((row - start) % GROUP);
    if (row < end) {
      for (let c = 0, i = row * cols; c < cols; c++) values[to + GROUP * c] = data[i + c];
    } else for (let c = 0; c < cols; c++) values[to + GROUP * c] = 0;
  }
  return groups;
}

/** JavaScript version of `dotTile`. Four rows by two columns at a time: eight sums stay in registers. */
function plainTile(
  a: Matrix<Float32Array | Float64Array>,
  aStart: number,
  aEnd: number,
  b: Matrix<Float32Array | Float64Array>,
  bStart: number,
  bEnd: number,
  out: Float64Array,
  stride: number,
): void {
  const { data: A, cols } = a;
  const B = b.data;
  let row = aStart;
  for (; row + 4 <= aEnd; row += 4) {
    const a0 = row * cols;
    const a1 = a0 + cols;
    const a2 = a1 + cols;
    const a3 = a2 + cols;
    const o0 = (row - aStart) * stride - bStart;
    let col = bStart;
    for (; col + 2 <= bEnd; col += 2) {
      const b0 = col * cols;
      const b1 = b0 + cols;
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      let s20 = 0;
      let s21 = 0;
      let s30 = 0;
      let s31 = 0;
      for (let k = 0; k < cols; k++) {
        const x = B[b0 + k];
        const y = B[b1 + k];
        let v = A[a0 + k];
        s00 += v * x;
        s01 += v * y;
        v = A[a1 + k];
        s10 += v * x;
        s11 += v * y;
        v = A[a2 + k];
        s20 += v * x;
        s21 += v * y;
        v = A[a3 + k];
        s30 += v * x;
        s31 += v * y;
      }
      const o = o0 + col;
      out[o] = s00;
      out[o + 1] = s01;
      out[o + stride] = s10;
      out[o + stride + 1] = s11;
      out[o + 2 * stride] = s20;
      out[o + 2 * stride + 1] = s21;
      out[o + 3 * stride] = s30;
      out[o + 3 * stride + 1] = s31;
    }
    if (col < bEnd)
      for (let r = row; r < row + 4; r++) out[o0 + (r - row) * stride + col] = dotRows(A, r, B, col, cols);
  }
  for (; row < aEnd; row++) {
    for (let col = bStart; col < bEnd; col++) {
      out[(row - aStart) * stride + col - bStart] = dotRows(A, row, B, col, cols);
    }
  }
}

/** The dot product of two rows, summed in the same order as `dotTile`. */
export function dotRows(
  A: Float32Array | Float64Array,
  row: number,
  B: Float32Array | Float64Array,
  col: number,
  cols: number,
): number {
  let sum = 0;
  for (let k = 0, i = row * cols, j = col * cols; k < cols; k++) sum += A[i + k] * B[j + k];
  return sum;
}

/**
 * The dot products of one row of `a` with some rows of `b`, into `out`, `[some]`: each summed in the same order
 * as by `dotTile`.
 */
export function dotSome(
  { data: A, cols }: Embeddings,
  row: number,
  { data: B }: Embeddings,
  some: Int32Array,
  out: Float64Array,
): void {
  const start = row * cols;
  let at = 0;
  // Four sums at a time, since each waits for its last addition.
  for (; at + 4 <= some.length; at += 4) {
    const b0 = some[at] * cols;
    const b1 = some[at + 1] * cols;
    const b2 = some[at + 2] * cols;
    const b3 = some[at + 3] * cols;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let k = 0; k < cols; k++) {
      const v = A[start + k];
      s0 += v * B[b0 + k];
      s1 += v * B[b1 + k];
      s2 += v * B[b2 + k];
      s3 += v * B[b3 + k];
    }
    out[at] = s0;
    out[at + 1] = s1;
    out[at + 2] = s2;
    out[at + 3] = s3;
  }
  for (; at < some.length; at++) out[at] = dotRows(A, row, B, some[at], cols);
}
