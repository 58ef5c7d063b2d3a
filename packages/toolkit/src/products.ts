/** A row-major matrix: `data` is `[rows * cols]`. */
export interface Matrix<A extends Float32Array | Float64Array = Float64Array> {
  data: A;
  rows: number;
  cols: number;
}

/**
 * The two matrix products that fitting a linear map is made of, so that a faster engine can be put in their place.
 * `x` stays the same object from call to call, so an engine may keep its own copy of it.
 */
export interface MatrixProducts {
  /** `out = x · wᵀ`: `x` `[n, d]`, `w` `[c, d]`, `out` `[n, c]`. */
  scores(x: Matrix<Float32Array>, w: Matrix, out: Matrix): void | Promise<void>;
  /** `out = rᵀ · x`: `r` `[n, c]`, `x` `[n, d]`, `out` `[c, d]`. */
  pullBack(r: Matrix, x: Matrix<Float32Array>, out: Matrix): void | Promise<void>;
}

/** In plain typed arrays, summed in float64 in a fixed order: the same result everywhere. */
export const plainProducts: MatrixProducts = { scores, pullBack };

/** Four rows of `x` by two rows of `w` at a time: eight sums stay in registers. */
function scores(x: Matrix<Float32Array>, w: Matrix, out: Matrix): void {
  const { data: X, rows, cols } = x;
  const { data: W, rows: classes } = w;
  const O = out.data;
  // Past the end, the last row or class is computed again: simpler than a second loop, and the same values.
  for (let start = 0; start < rows; start += 4) {
    const i0 = start * cols;
    const i1 = Math.min(start + 1, rows - 1) * cols;
    const i2 = Math.min(start + 2, rows - 1) * cols;
    const i3 = Math.min(start + 3, rows - 1) * cols;
    for (let first = 0; first < classes; first += 2) {
      const second = Math.min(first + 1, classes - 1);
      const w0 = first * cols;
      const w1 = second * cols;
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      let s20 = 0;
      let s21 = 0;
      let s30 = 0;
      let s31 = 0;
      for (let k = 0; k < cols; k++) {
        const a = W[w0 + k];
        const b = W[w1 + k];
        let v = X[i0 + k];
        s00 += v * a;
        s01 += v * b;
        v = X[i1 + k];
        s10 += v * a;
        s11 += v * b;
        v = X[i2 + k];
        s20 += v * a;
        s21 += v * b;
        v = X[i3 + k];
        s30 += v * a;
        s31 += v * b;
      }
      O[(i0 / cols) * classes + first] = s00;
      O[(i0 / cols) * classes + second] = s01;
      O[(i1 / cols) * classes + first] = s10;
      O[(i1 / cols) * classes + second] = s11;
      O[(i2 / cols) * classes + first] = s20;
      O[(i2 / cols) * classes + second] = s21;
      O[(i3 / cols) * classes + first] = s30;
      O[(i3 / cols) * classes + second] = s31;
    }
  }
}

/** Four rows of `x` are added to each row of `out` in one pass over it. */
function pullBack(r: Matrix, x: Matrix<Float32Array>, out: Matrix): void {
  const { data: R, cols: classes } = r;
  const { data: X, rows, cols } = x;
  const O = out.data;
  O.fill(0);
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const x0 = row * cols;
    const x1 = x0 + cols;
    const x2 = x1 + cols;
    const x3 = x2 + cols;
    for (let c = 0; c < classes; c++) {
      const r0 = R[row * classes + c];
      const r1 = R[(row + 1) * classes + c];
      const r2 = R[(row + 2) * classes + c];
      const r3 = R[(row + 3) * classes + c];
      const o = c * cols;
      for (let k = 0; k < cols; k++) {
        O[o + k] += r0 * X[x0 + k] + r1 * X[x1 + k] + (r2 * X[x2 + k] + r3 * X[x3 + k]);
      }
    }
  }
  for (; row < rows; row++) {
    for (let c = 0; c < classes; c++) {
      const weight = R[row * classes + c];
      for (let k = 0; k < cols; k++) O[c * cols + k] += weight * X[row * cols + k];
    }
  }
}
