import type { Embeddings } from "@clipscope/core";
import { ClipscopeError } from "@clipscope/core/errors";
import type { Matrix } from "./products.js";

/**
 * Checks that a matrix is one: `data` has `rows * cols` values. `name` is what the caller calls it.
 * Throws `wrong-shape`.
 */
export function checkEmbeddings(embeddings: Matrix<Float32Array | Float64Array>, name: string): void {
  const { data, rows, cols } = embeddings ?? {};
  if (!ArrayBuffer.isView(data)) {
    throw new ClipscopeError(
      "wrong-shape",
      `${name}: a matrix is { data, rows, cols }, its data a typed array.`,
    );
  }
  if (!Number.isInteger(rows) || !Number.isInteger(cols) || rows < 0 || cols < 1) {
    throw new ClipscopeError("wrong-shape", `${name}: ${rows} rows by ${cols} columns is not a matrix.`);
  }
  if (data.length !== rows * cols) {
    throw new ClipscopeError(
      "wrong-shape",
      `${name}: ${rows} rows of ${cols} need ${rows * cols} values, but data has ${data.length}.`,
    );
  }
}

/** Throws `wrong-shape` unless both matrices have the same number of columns. */
export function checkSameWidth(a: Embeddings, aName: string, b: Embeddings, bName: string): void {
  if (a.cols !== b.cols) {
    throw new ClipscopeError(
      "wrong-shape",
      `${aName} have ${a.cols} columns and ${bName} have ${b.cols}: both must come from the same model and the same features.`,
    );
  }
}

/** Throws `bad-argument` with the first row that holds NaN or infinity. */
export function checkFinite(embeddings: Embeddings, name: string): void {
  const { data, cols } = embeddings;
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) {
      const row = Math.floor(i / cols);
      throw new ClipscopeError("bad-argument", `${name}: row ${row} holds ${data[i]}; leave that row out.`);
    }
  }
}

/**
 * Each row divided by its Euclidean norm: `[rows, cols]`, a new matrix. A row of zeros stays zeros. Throws
 * `wrong-shape`.
 */
export function normalizeRows(embeddings: Embeddings): Embeddings {
  checkEmbeddings(embeddings, "embeddings");
  const { data, rows, cols } = embeddings;
  const out = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let i = row * cols; i < (row + 1) * cols; i++) squares += data[i] * data[i];
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let i = row * cols; i < (row + 1) * cols; i++) out[i] = data[i] * scale;
  }
  return { data: out, rows, cols };
}

/** The chosen rows, in the order given: `[indices.length, cols]`. Throws `bad-argument` for a row that there is not. */
export function takeRows(embeddings: Embeddings, indices: ArrayLike<number>): Embeddings {
  const { data, rows, cols } = embeddings;
  const out = new Float32Array(indices.length * cols);
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i];
    if (!(Number.isInteger(row) && row >= 0 && row < rows)) {
      throw new ClipscopeError("bad-argument", `There is no row ${row}: the matrix has ${rows}.`);
    }
    out.set(data.subarray(row * cols, (row + 1) * cols), i * cols);
  }
  return { data: out, rows: indices.length, cols };
}
