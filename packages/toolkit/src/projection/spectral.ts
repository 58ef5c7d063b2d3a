import type { Embeddings } from "@clipscope/types";
import type { FuzzyGraph } from "./fuzzy-graph.js";
import { pcaStart, spread } from "./initial.js";
import { combine, eigenOf, gram, orthonormal } from "./pca.js";

/** Extra vectors iterated besides the two wanted. */
const EXTRA = 6;
/** Degree of the Chebyshev filter, and maximum number of filter rounds. */
const DEGREE = 20;
const FILTERS = 40;
/** Tolerance of the eigenvectors, sufficient for an initial layout. */
const TOLERANCE = 1e-4;
/** Connected components with fewer rows than this start at random positions. */
const FEWEST_ROWS = 10;

/**
 * Spectral start, `[rows, 2]`: the eigenvectors of the graph's normalized Laplacian with the two smallest
 * nonzero eigenvalues (UMAP §3.2, umap-learn's `spectral_layout`). In a disconnected graph, each component is
 * laid out on its own, around its mean by principal components, extending at most halfway to the next
 * component.
 */
export function spectralStart(embeddings: Embeddings, graph: FuzzyGraph, random: () => number): Float64Array {
  const { rows } = embeddings;
  const parts = connectedParts(graph);
  if (parts.length === 1 && rows >= FEWEST_ROWS) return spread(slowWaves(graph, random).vectors, random);
  const out = pcaStart(embeddings, random);
  const middles = parts.map((part) => middleOf(out, part));
  parts.forEach((part, i) => {
    const reach = middles.reduce((least, other, j) => {
      const d = i === j ? Number.POSITIVE_INFINITY : distanceOf(middles[i], other);
      return Math.min(least, d / 2);
    }, 10);
    const own =
      part.length >= FEWEST_ROWS
        ? spread(slowWaves(subgraph(graph, part), random).vectors, random)
        : spread(
            Float64Array.from({ length: 2 * part.length }, () => random() - 0.5),
            random,
          );
    part.forEach((row, place) => {
      for (const axis of [0, 1])
        out[2 * row + axis] = middles[i][axis] + (own[2 * place + axis] / 10) * reach;
    });
  });
  return out;
}

/**
 * For a connected graph, the two eigenvectors of D^-1/2 W D^-1/2 with the largest eigenvalues below 1 (that
 * of the constant vector), as `[rows, 2]`: subspace iteration with Chebyshev filters.
 */
export function slowWaves(
  graph: FuzzyGraph,
  random: () => number,
  tolerance = TOLERANCE,
): { vectors: Float64Array; values: Float64Array } {
  const rows = graph.offsets.length - 1;
  const width = Math.min(2 + EXTRA, rows - 1);
  const roots = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let i = graph.offsets[row]; i < graph.offsets[row + 1]; i++) roots[row] += graph.strengths[i];
    roots[row] = Math.sqrt(roots[row]);
  }
  const constant = orthonormal(roots.slice(), 1, rows);
  const multiply = (vectors: Float64Array) => times(graph, roots, vectors, width, rows);
  let basis: Float64Array = Float64Array.from({ length: width * rows }, () => random() - 0.5);
  let values = new Float64Array(width);
  let cut = 0.5;
  for (let filter = 0; filter < FILTERS; filter++) {
    basis = withoutConstant(filtered(basis, cut, multiply), constant, width, rows);
    orthonormal(basis, width, rows);
    const image = multiply(basis);
    const ritz = eigenOf(gram(basis, image, width, rows), width);
    values = Float64Array.from(ritz.values);
    basis = combine(ritz.vectors, basis, width, width, rows);
    const moved = combine(ritz.vectors, image, width, width, rows);
    let wrong = 0;
    for (let i = 0; i < 2 * rows; i++) wrong += (moved[i] - values[Math.floor(i / rows)] * basis[i]) ** 2;
    // A residual is the error times the distance to the next eigenvalue.
    if (Math.sqrt(wrong) < tolerance * (1 - values[1])) break;
    cut = Math.min(0.999999, Math.max(cut, values[width - 1]));
  }
  const vectors = new Float64Array(2 * rows);
  for (let row = 0; row < rows; row++) {
    vectors[2 * row] = basis[row];
    vectors[2 * row + 1] = basis[rows + row];
  }
  return { vectors, values: values.subarray(0, 2) };
}

/**
 * Applies a Chebyshev polynomial of the graph to the vectors: small between -1 and `cut`, growing fast above
 * it.
 */
function filtered(
  vectors: Float64Array,
  cut: number,
  multiply: (vectors: Float64Array) => Float64Array,
): Float64Array {
  const half = (cut + 1) / 2;
  const middle = (cut - 1) / 2;
  const top = (1 - middle) / half;
  let sigma = 1 / top;
  let before = vectors;
  let now = multiply(vectors);
  for (let i = 0; i < now.length; i++) now[i] = ((now[i] - middle * before[i]) * sigma) / half;
  for (let degree = 2; degree <= DEGREE; degree++) {
    const nextSigma = 1 / (2 * top - sigma);
    const next = multiply(now);
    for (let i = 0; i < next.length; i++) {
      next[i] = (2 * nextSigma * (next[i] - middle * now[i])) / half - sigma * nextSigma * before[i];
    }
    [before, now, sigma] = [now, next, nextSigma];
  }
  return now;
}

/** Applies D^-1/2 W D^-1/2 to each row of `vectors` `[width, rows]`. */
function times(
  { offsets, targets, strengths }: FuzzyGraph,
  roots: Float64Array,
  vectors: Float64Array,
  width: number,
  rows: number,
): Float64Array {
  const out = new Float64Array(width * rows);
  const scaled = new Float64Array(rows);
  for (let v = 0; v < width; v++) {
    for (let row = 0; row < rows; row++) scaled[row] = vectors[v * rows + row] / roots[row];
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let i = offsets[row]; i < offsets[row + 1]; i++) sum += strengths[i] * scaled[targets[i]];
      out[v * rows + row] = sum / roots[row];
    }
  }
  return out;
}

function withoutConstant(
  vectors: Float64Array,
  constant: Float64Array,
  width: number,
  rows: number,
): Float64Array {
  for (let v = 0; v < width; v++) {
    let along = 0;
    for (let row = 0; row < rows; row++) along += vectors[v * rows + row] * constant[row];
    for (let row = 0; row < rows; row++) vectors[v * rows + row] -= along * constant[row];
  }
  return vectors;
}

/** Rows of each connected component, ascending; components are ordered by their first row. */
export function connectedParts({ offsets, targets }: FuzzyGraph): number[][] {
  const rows = offsets.length - 1;
  const seen = new Uint8Array(rows);
  const parts: number[][] = [];
  for (let first = 0; first < rows; first++) {
    if (seen[first]) continue;
    seen[first] = 1;
    const part = [first];
    for (let at = 0; at < part.length; at++) {
      for (let i = offsets[part[at]]; i < offsets[part[at] + 1]; i++) {
        if (!seen[targets[i]]) part.push(targets[i]);
        seen[targets[i]] = 1;
      }
    }
    parts.push(part.sort((a, b) => a - b));
  }
  return parts;
}

/** The subgraph of a connected component. */
function subgraph({ offsets, targets, strengths }: FuzzyGraph, part: readonly number[]): FuzzyGraph {
  const places = new Map(part.map((row, place) => [row, place]));
  const edges = part.flatMap((row) =>
    Array.from({ length: offsets[row + 1] - offsets[row] }, (_, i) => offsets[row] + i),
  );
  const ends = new Int32Array(part.length + 1);
  part.forEach((row, place) => {
    ends[place + 1] = ends[place] + offsets[row + 1] - offsets[row];
  });
  return {
    offsets: ends,
    targets: Int32Array.from(edges, (i) => places.get(targets[i]) as number),
    strengths: Float64Array.from(edges, (i) => strengths[i]),
  };
}

function middleOf(points: Float64Array, part: readonly number[]): [number, number] {
  let [x, y] = [0, 0];
  for (const row of part) {
    x += points[2 * row];
    y += points[2 * row + 1];
  }
  return [x / part.length, y / part.length];
}

const distanceOf = ([ax, ay]: readonly number[], [bx, by]: readonly number[]) =>
  Math.sqrt((ax - bx) ** 2 + (ay - by) ** 2);
