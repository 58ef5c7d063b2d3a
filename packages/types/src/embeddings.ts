import { ClipscopeError } from "./errors.js";

/** A row-major matrix: `data` is `[rows * cols]`. */
export interface Matrix<A extends Float32Array | Float64Array = Float64Array> {
  data: A;
  rows: number;
  cols: number;
}

/** A row-major float32 matrix with one embedding per row: `data` is `[rows * cols]`. */
export interface Embeddings extends Matrix<Float32Array> {
  /** A stable name for each row, kept when rows are taken, sliced or concatenated: `[rows]`. */
  keys?: readonly string[];
}

/**
 * Checks that `data` has `rows * cols` values and, if there are keys, that every row has one. `name` is the
 * caller's name for the matrix, used in the message. Throws `wrong-shape`.
 */
export function checkEmbeddings(
  embeddings: Matrix<Float32Array | Float64Array> & { keys?: readonly string[] },
  name: string,
): void {
  const { data, rows, cols, keys } = embeddings ?? {};
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
  if (keys && keys.length !== rows) {
    throw new ClipscopeError("wrong-shape", `${name}: ${rows} rows have ${keys.length} keys.`);
  }
}

/**
 * Divides each row by its Euclidean norm: a new matrix `[rows, cols]` with the same keys. Zero rows stay
 * zero. Throws `wrong-shape`.
 */
export function normalizeRows(embeddings: Embeddings): Embeddings {
  checkEmbeddings(embeddings, "embeddings");
  const { data, rows, cols, keys } = embeddings;
  const out = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let i = row * cols; i < (row + 1) * cols; i++) squares += data[i] * data[i];
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let i = row * cols; i < (row + 1) * cols; i++) out[i] = data[i] * scale;
  }
  return withKeys({ data: out, rows, cols }, keys);
}

/** The chosen rows, in the order given, with their keys: `[indices.length, cols]`. Throws `bad-argument` for an index out of range. */
export function takeRows(embeddings: Embeddings, indices: ArrayLike<number>): Embeddings {
  const { data, rows, cols, keys } = embeddings;
  const out = new Float32Array(indices.length * cols);
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i];
    if (!(Number.isInteger(row) && row >= 0 && row < rows)) {
      throw new ClipscopeError("bad-argument", `Row ${row} is out of range: the matrix has ${rows} rows.`);
    }
    out.set(data.subarray(row * cols, (row + 1) * cols), i * cols);
  }
  const taken = { data: out, rows: indices.length, cols };
  return withKeys(taken, keys && Array.from(indices, (row) => keys[row]));
}

/**
 * Rows `start` up to but not including `end`; negative numbers count from the end, as in `Array.slice`. The
 * data are not copied: a change to one matrix shows in the other.
 */
export function sliceRows(embeddings: Embeddings, start = 0, end = embeddings.rows): Embeddings {
  const { data, rows, cols, keys } = embeddings;
  const at = (index: number) => Math.min(rows, Math.max(0, index < 0 ? rows + index : index));
  const [from, to] = [at(start), Math.max(at(start), at(end))];
  const part = { data: data.subarray(from * cols, to * cols), rows: to - from, cols };
  return withKeys(part, keys?.slice(from, to));
}

/**
 * The rows of several matrices, one after another. Keys are kept if every part has them. Throws `bad-argument` for an
 * empty list or if only some parts have keys, and `wrong-shape` for different widths.
 */
export function concatenateRows(parts: readonly Embeddings[]): Embeddings {
  if (parts.length === 0) {
    throw new ClipscopeError("bad-argument", "The list of matrices is empty: give at least one.");
  }
  const [{ cols }] = parts;
  for (const [p, part] of parts.entries()) {
    checkEmbeddings(part, `part ${p}`);
    if (part.cols !== cols) {
      throw new ClipscopeError(
        "wrong-shape",
        `Part 0 has ${cols} columns and part ${p} has ${part.cols}: all parts must have the same width.`,
      );
    }
  }
  const keyed = parts.filter(({ keys }) => keys !== undefined).length;
  if (keyed !== 0 && keyed !== parts.length) {
    throw new ClipscopeError(
      "bad-argument",
      `${keyed} of ${parts.length} matrices have keys: give keys to all of them or to none.`,
    );
  }
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const data = new Float32Array(rows * cols);
  let offset = 0;
  for (const part of parts) {
    data.set(part.data, offset);
    offset += part.data.length;
  }
  return withKeys({ data, rows, cols }, keyed ? parts.flatMap(({ keys }) => keys ?? []) : undefined);
}

const withKeys = (matrix: Matrix<Float32Array>, keys: readonly string[] | undefined): Embeddings =>
  keys ? { ...matrix, keys } : matrix;
