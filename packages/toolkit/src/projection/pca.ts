import type { Embeddings } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings, checkOptions, seededRandom } from "@clipscope/types";
import { dotTile } from "../dot.js";
import { checkFinite, checkSameWidth } from "../embeddings.js";
import { plainProducts } from "../products.js";

/** Principal components in order of descending variance. */
export interface Pca {
  /** `[cols]`, subtracted from every row. */
  mean: Float64Array;
  /**
   * `[components, cols]`, each of norm 1 with its largest entry positive; zeros where no variance is left.
   */
  components: Float64Array;
  /** `[components]`: variance along each component, with divisor rows - 1. */
  variances: Float64Array;
  /** Total variance of all columns. */
  totalVariance: number;
  cols: number;
}

/**
 * Extra directions iterated beyond those requested; the iteration converges by the gap between their
 * eigenvalues.
 */
const EXTRA = 6;
const ROUNDS = 500;
/** Rows added to the covariance at a time. */
const CHUNK = 256;

export interface PcaOptions {
  /** Number of components. Default 2. */
  components?: number;
  /** Seed of the random initial directions. Default 42. */
  seed?: number;
  /** Stops when no variance changes by more than this fraction of the largest. Default 1e-12. */
  tolerance?: number;
}

/**
 * The first principal components of `[rows, cols]` embeddings, as `sklearn.decomposition.PCA`: subspace
 * iteration on the covariance from a seeded random start, with arithmetic that is identical on all engines.
 * Components with nearly equal variances are determined only up to rotation. Throws `bad-argument` for NaN or
 * for more components than columns or rows - 1, and `wrong-shape`.
 */
export function fitPca(embeddings: Embeddings, options: PcaOptions = {}): Pca {
  checkOptions(options, ["components", "seed", "tolerance"], "fitPca");
  const { components = 2, seed = 42, tolerance = 1e-12 } = options;
  checkEmbeddings(embeddings, "embeddings");
  checkFinite(embeddings, "embeddings");
  const { rows, cols } = embeddings;
  const most = Math.min(cols, rows - 1);
  if (!Number.isInteger(components) || components < 1 || components > most) {
    throw new ClipscopeError(
      "bad-argument",
      `components is ${components}: it must be from 1 to ${most} for ${rows} rows of ${cols}.`,
    );
  }
  const mean = columnMeans(embeddings);
  const width = Math.min(cols, components + EXTRA);
  const random = seededRandom(seed);
  let basis = orthonormal(
    Float64Array.from({ length: width * cols }, () => random() - 0.5),
    width,
    cols,
  );
  const multiply = covarianceTimes(embeddings, mean, width);
  let variances: Float64Array = new Float64Array(width);
  for (let round = 0; round < ROUNDS; round++) {
    const image = multiply(basis);
    const { values, vectors } = eigenOf(gram(basis, image, width, cols), width);
    basis = orthonormal(combine(vectors, image, width, width, cols), width, cols);
    let moved = 0;
    for (let i = 0; i < components; i++) moved = Math.max(moved, Math.abs(values[i] - variances[i]));
    variances = values;
    if (moved <= tolerance * values[0]) break;
  }
  const out = basis.slice(0, components * cols);
  for (let i = 0; i < components; i++) pointUp(out.subarray(i * cols, (i + 1) * cols));
  return {
    mean,
    components: out,
    variances: variances.slice(0, components),
    totalVariance: totalVariance(embeddings, mean),
    cols,
  };
}

/** The mean of each column, `[cols]`, in float64. */
export function columnMeans({ data, rows, cols }: Embeddings): Float64Array {
  const mean = new Float64Array(cols);
  for (let row = 0; row < rows; row++) {
    for (let c = 0, i = row * cols; c < cols; c++) mean[c] += data[i + c];
  }
  for (let c = 0; c < cols; c++) mean[c] /= rows;
  return mean;
}

function totalVariance({ data, rows, cols }: Embeddings, mean: Float64Array): number {
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    for (let c = 0, i = row * cols; c < cols; c++) squares += (data[i + c] - mean[c]) ** 2;
  }
  return squares / (rows - 1);
}

/**
 * Returns a function that multiplies vectors `[width, cols]` by the covariance, formed explicitly or, if
 * there are fewer rows than columns, via the rows.
 */
function covarianceTimes(
  embeddings: Embeddings,
  mean: Float64Array,
  width: number,
): (vectors: Float64Array) => Float64Array {
  const { rows, cols } = embeddings;
  if (cols <= rows) {
    const covariance = { data: transposed(covarianceOf(embeddings, mean), cols), rows: cols, cols };
    return (vectors) => {
      const out = new Float64Array(width * cols);
      dotTile({ data: vectors, rows: width, cols }, 0, width, covariance, 0, cols, out);
      return out;
    };
  }
  const along = { data: new Float64Array(rows * width), rows, cols: width };
  return (vectors) => {
    const out = { data: new Float64Array(width * cols), rows: width, cols };
    plainProducts.scores(embeddings, { data: vectors, rows: width, cols }, along);
    const middle = combine(vectors, mean, width, cols, 1);
    for (let i = 0; i < along.data.length; i++)
      along.data[i] = (along.data[i] - middle[i % width]) / (rows - 1);
    plainProducts.pullBack(along, embeddings, out);
    return out.data;
  };
}

/** Transposes a square matrix; even symmetric ones differ from their transpose in the last bits. */
function transposed(square: Float64Array, size: number): Float64Array {
  return square.map((_, i) => square[(i % size) * size + Math.floor(i / size)]);
}

/** Covariance matrix, `[cols, cols]`. */
function covarianceOf({ data, rows, cols }: Embeddings, mean: Float64Array): Float64Array {
  const sum = new Float64Array(cols * cols);
  const part = { data: new Float64Array(cols * cols), rows: cols, cols };
  for (let start = 0; start < rows; start += CHUNK) {
    const end = Math.min(rows, start + CHUNK);
    const x = { data: data.subarray(start * cols, end * cols), rows: end - start, cols };
    // (x - mean)ᵀ · x: no need to center the second factor, since the first sums to 0.
    const centered = { ...x, data: Float64Array.from(x.data) };
    for (let i = 0; i < centered.data.length; i++) centered.data[i] -= mean[i % cols];
    plainProducts.pullBack(centered, x, part);
    for (let i = 0; i < sum.length; i++) sum[i] += part.data[i];
  }
  for (let i = 0; i < sum.length; i++) sum[i] /= rows - 1;
  return sum;
}

/** The coordinates of rows along the components: `[rows, components]`. Throws `wrong-shape`. */
export function projectPca(
  pca: Pca,
  embeddings: Embeddings,
): { data: Float64Array; rows: number; cols: number } {
  checkEmbeddings(embeddings, "embeddings");
  checkSameWidth(
    embeddings,
    "embeddings",
    { data: new Float32Array(0), rows: 0, cols: pca.cols },
    "The components",
  );
  const { data, rows, cols } = embeddings;
  const width = pca.variances.length;
  const out = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) {
      let sum = 0;
      for (let c = 0; c < cols; c++)
        sum += (data[row * cols + c] - pca.mean[c]) * pca.components[i * cols + c];
      out[row * width + i] = sum;
    }
  }
  return { data: out, rows, cols: width };
}

/** Orthonormalizes rows in order (Gram–Schmidt, twice for accuracy); dependent rows become zero. */
export function orthonormal(vectors: Float64Array, count: number, cols: number): Float64Array {
  const row = (i: number) => vectors.subarray(i * cols, (i + 1) * cols);
  for (let i = 0; i < count; i++) {
    const own = row(i);
    const before = Math.sqrt(dot(own, own));
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const other = row(j);
        const along = dot(own, other);
        for (let c = 0; c < cols; c++) own[c] -= along * other[c];
      }
    }
    const norm = Math.sqrt(dot(own, own));
    const scale = norm > 1e-12 * before ? 1 / norm : 0;
    for (let c = 0; c < cols; c++) own[c] *= scale;
  }
  return vectors;
}

/** Dot products of the rows of two matrices, `[width, width]`, symmetrized. */
export function gram(a: Float64Array, b: Float64Array, width: number, cols: number): Float64Array {
  const out = new Float64Array(width * width);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) {
      const value = dot(a.subarray(i * cols, (i + 1) * cols), b.subarray(j * cols, (j + 1) * cols)) / 2;
      out[i * width + j] += value;
      out[j * width + i] += value;
    }
  }
  return out;
}

/** The product of `weights` `[count, inner]` and `matrix` `[inner, cols]`. */
export function combine(
  weights: Float64Array,
  matrix: Float64Array,
  count: number,
  inner: number,
  cols: number,
): Float64Array {
  const out = new Float64Array(count * cols);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < inner; j++) {
      const weight = weights[i * inner + j];
      for (let c = 0, o = i * cols, m = j * cols; c < cols; c++) out[o + c] += weight * matrix[m + c];
    }
  }
  return out;
}

/**
 * Eigenvalues of a small symmetric matrix in descending order, with eigenvectors as rows: Jacobi rotations.
 */
export function eigenOf(symmetric: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const m = symmetric.slice();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let all = 0;
    for (let i = 0; i < n * n; i++) {
      all += m[i] * m[i];
      if (i % (n + 1) !== 0) off += m[i] * m[i];
    }
    if (off <= 1e-30 * all) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const between = m[p * n + q];
        if (between === 0) continue;
        const theta = (m[q * n + q] - m[p * n + p]) / (2 * between);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let i = 0; i < n; i++) rotate(m, i * n + p, i * n + q, c, s);
        for (let i = 0; i < n; i++) rotate(m, p * n + i, q * n + i, c, s);
        for (let i = 0; i < n; i++) rotate(v, p * n + i, q * n + i, c, s);
      }
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => m[j * n + j] - m[i * n + i] || i - j);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    vectors.set(v.subarray(from * n, (from + 1) * n), to * n);
  });
  return { values: Float64Array.from(order, (i) => m[i * n + i]), vectors };
}

function rotate(values: Float64Array, p: number, q: number, c: number, s: number): void {
  const [x, y] = [values[p], values[q]];
  values[p] = c * x - s * y;
  values[q] = s * x + c * y;
}

/** Flips the vector, if necessary, so that its largest entry is positive. */
function pointUp(vector: Float64Array): void {
  const peak = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  if (peak < 0) for (let i = 0; i < vector.length; i++) vector[i] = -vector[i];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Principal components and the rows' coordinates, as an experiment for `record`. */
export const principalComponentsExperiment = {
  id: "principal-components",
  run: (i: { embeddings: Embeddings }, o: PcaOptions) => {
    const pca = fitPca(i.embeddings, o);
    return { pca, positions: projectPca(pca, i.embeddings) };
  },
  random: { seed: 42 },
};
