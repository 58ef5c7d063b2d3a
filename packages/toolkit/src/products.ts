import type { Matrix } from "@clipscope/types";
import { dotTile } from "./dot.js";
import { GROUP, LITTLE, startProducts } from "./wasm/products.js";

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

/**
 * Summed in float64 in a fixed order, in WebAssembly or, where there is none, in typed arrays: the same result everywhere,
 * to the last bit.
 */
export const plainProducts: MatrixProducts = { scores, pullBack };

function scores(x: Matrix<Float32Array>, w: Matrix, out: Matrix): void {
  dotTile(x, 0, x.rows, w, 0, w.rows, out.data);
}

/** Rows that are copied to WebAssembly at a time. */
const CHUNK = 64;

/** The sums of four rows' parts are added to `out`, missing rows as zeros: in WebAssembly as where there is none. */
function pullBack(r: Matrix, x: Matrix<Float32Array>, out: Matrix): void {
  const { rows, cols } = x;
  const classes = r.cols;
  const width = cols + (cols & 1);
  const [rAt, xAt] = [classes * width, classes * (width + CHUNK)];
  const wasm = rows * classes * cols < LITTLE ? undefined : startProducts(xAt + CHUNK * width);
  out.data.fill(0);
  if (!wasm) {
    for (let row = 0; row < rows; row += GROUP) addGroup(r, x, row, out.data);
    return;
  }
  const { values } = wasm;
  values.fill(0, 0, xAt + CHUNK * width);
  for (let row = 0; row < rows; row += CHUNK) {
    const end = Math.min(rows, row + CHUNK);
    const count = GROUP * Math.ceil((end - row) / GROUP);
    values.set(r.data.subarray(row * classes, end * classes), rAt);
    values.fill(0, rAt + (end - row) * classes, rAt + count * classes);
    if (width === cols) values.set(x.data.subarray(row * cols, end * cols), xAt);
    else {
      for (let i = row; i < end; i++)
        values.set(x.data.subarray(i * cols, (i + 1) * cols), xAt + (i - row) * width);
    }
    wasm.pullBack(8 * rAt, 8 * xAt, count, classes, 8 * width, 0);
  }
  for (let c = 0; c < classes; c++) out.data.set(values.subarray(c * width, c * width + cols), c * cols);
}

function addGroup(r: Matrix, x: Matrix<Float32Array>, row: number, out: Float64Array): void {
  const { data: R, cols: classes } = r;
  const { data: X, rows, cols } = x;
  const [x0, x1, x2, x3] = [0, 1, 2, 3].map((i) => Math.min(row + i, rows - 1) * cols);
  for (let c = 0; c < classes; c++) {
    const [r0, r1, r2, r3] = [0, 1, 2, 3].map((i) => (row + i < rows ? R[(row + i) * classes + c] : 0));
    const o = c * cols;
    for (let k = 0; k < cols; k++) {
      out[o + k] += r0 * X[x0 + k] + r1 * X[x1 + k] + (r2 * X[x2 + k] + r3 * X[x3 + k]);
    }
  }
}
