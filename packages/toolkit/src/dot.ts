import type { Embeddings } from "@clipscope/core";
import type { Matrix } from "./products.js";

/** Rows and columns of one tile: two 64-row panels of 768 float32 values fit a second-level cache. */
export const TILE = 64;

/**
 * Dot products of the rows `aStart … aEnd` of `a` with the rows `bStart … bEnd` of `b`, into `out`
 * as `[aEnd - aStart, bEnd - bStart]` with `stride` values from one row to the next. Each sum runs in float64 in column
 * order, so it is bit for bit that of the plain loop. Four rows by two columns at a time: eight sums stay in registers
 * and every value that is loaded is used more than once.
 */
export function dotTile(
  a: Embeddings,
  aStart: number,
  aEnd: number,
  b: Matrix<Float32Array | Float64Array>,
  bStart: number,
  bEnd: number,
  out: Float64Array,
  stride = bEnd - bStart,
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
      for (let r = row; r < row + 4; r++) out[o0 + (r - row) * stride + col] = dot(A, r, B, col, cols);
  }
  for (; row < aEnd; row++) {
    for (let col = bStart; col < bEnd; col++) {
      out[(row - aStart) * stride + col - bStart] = dot(A, row, B, col, cols);
    }
  }
}

/**
 * Calls `use` with the dot products of the rows `start … end` of `a` with all rows of `b`, block after
 * block. `block` is `[end - start, b.rows]`; it is used again for the next, so copy what must stay.
 */
export function forEachRowBlock(
  a: Embeddings,
  b: Embeddings,
  use: (block: Float64Array, start: number, end: number) => void,
): void {
  const block = new Float64Array(TILE * b.rows);
  for (let start = 0; start < a.rows; start += TILE) {
    const end = Math.min(a.rows, start + TILE);
    for (let col = 0; col < b.rows; col += TILE) {
      dotTile(a, start, end, b, col, Math.min(b.rows, col + TILE), block.subarray(col), b.rows);
    }
    use(block, start, end);
  }
}

function dot(
  A: Float32Array,
  row: number,
  B: Float32Array | Float64Array,
  col: number,
  cols: number,
): number {
  let sum = 0;
  for (let k = 0, i = row * cols, j = col * cols; k < cols; k++) sum += A[i + k] * B[j + k];
  return sum;
}
