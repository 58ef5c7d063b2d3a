import type { Matrix } from "@clipscope/types";
import { PackedRows } from "./packed-rows.js";
import { GROUP, LITTLE, startProducts } from "./wasm/products.js";

/**
 * The two matrix products needed to fit a linear map, so that a faster engine can be substituted. `x` is the
 * same object from call to call, so an engine may cache its own copy.
 */
export interface MatrixProducts {
  /** `out = x · wᵀ`: `x` `[n, d]`, `w` `[c, d]`, `out` `[n, c]`. */
  scores(x: Matrix<Float32Array>, w: Matrix, out: Matrix): void | Promise<void>;
  /** `out = rᵀ · x`: `r` `[n, c]`, `x` `[n, d]`, `out` `[c, d]`. */
  pullBack(r: Matrix, x: Matrix<Float32Array>, out: Matrix): void | Promise<void>;
}

/**
 * Products summed in float64 in a fixed order, in WebAssembly or, without it, in JavaScript: bit-identical
 * everywhere.
 */
export const plainProducts: MatrixProducts = { scores, pullBack };

function scores(x: Matrix<Float32Array>, w: Matrix, out: Matrix): void {
  new PackedRows(w).multiply(x, 0, x.rows, out.data);
}

/** Rows copied to WebAssembly at a time. */
const CHUNK = 64;

/**
 * JavaScript version of the pull-back. Four rows are summed before being added to `out`, with zeros for
 * missing rows, in the same order as in WebAssembly.
 */
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
