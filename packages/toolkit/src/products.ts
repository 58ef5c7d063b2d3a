import { dotTile } from "./dot.js";

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

function scores(x: Matrix<Float32Array>, w: Matrix, out: Matrix): void {
  dotTile(x, 0, x.rows, w, 0, w.rows, out.data);
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
