import type { Matrix } from "@clipscope/types";

/**
 * Dot products of all rows of a matrix with one vector, `[rows]`, into `out`. Each sum is accumulated in
 * float64 in column order, so that it is bit-identical to `dotTile`'s.
 */
export function dotColumn(
  { data, rows, cols }: Matrix<Float32Array>,
  vector: Float32Array,
  out: Float64Array,
): void {
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const [a, b, c, d] = [row * cols, (row + 1) * cols, (row + 2) * cols, (row + 3) * cols];
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let k = 0; k < cols; k++) {
      const x = vector[k];
      s0 += data[a + k] * x;
      s1 += data[b + k] * x;
      s2 += data[c + k] * x;
      s3 += data[d + k] * x;
    }
    out[row] = s0;
    out[row + 1] = s1;
    out[row + 2] = s2;
    out[row + 3] = s3;
  }
  for (; row < rows; row++) {
    let sum = 0;
    for (let k = 0, i = row * cols; k < cols; k++) sum += data[i + k] * vector[k];
    out[row] = sum;
  }
}
