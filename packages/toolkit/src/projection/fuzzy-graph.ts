import type { Neighbors } from "../neighbors/knn.js";
import { exp, ln } from "./power.js";

/** A weighted graph of rows: the edges of row i are `offsets[i] … offsets[i + 1]`, ascending by `targets`. */
export interface FuzzyGraph {
  /** `[rows + 1]` */
  offsets: Int32Array;
  targets: Int32Array;
  /** Edge weights in (0, 1]; symmetric. */
  strengths: Float64Array;
}

/** Distance scale of each row: membership strength falls as e^-((d - nearest) / width) beyond `nearest`. */
export interface Bandwidths {
  nearest: Float64Array;
  widths: Float64Array;
}

const BISECTIONS = 64;
const TOLERANCE = 1e-5;
/** Minimum width, as a fraction of the mean distance. */
const LEAST_WIDTH = 1e-3;

/**
 * For each row, its smallest positive distance, and the width for which its neighbors' strengths sum to
 * log2(k) (UMAP §3.1; umap-js's `smoothKNNDistance`). The neighbors must include the row itself, first.
 */
export function fitBandwidths({ rows, k, distances }: Neighbors): Bandwidths {
  const target = ln(k) / Math.LN2;
  const nearest = new Float64Array(rows);
  const widths = new Float64Array(rows);
  const meanOfAll = distances.reduce((sum, d) => sum + d, 0) / distances.length;
  for (let row = 0; row < rows; row++) {
    const own = distances.subarray(row * k, (row + 1) * k);
    const rho = own.find((d) => d > 0) ?? 0;
    let low = 0;
    let high = Number.POSITIVE_INFINITY;
    let width = 1;
    for (let n = 0; n < BISECTIONS; n++) {
      let sum = 0;
      for (let j = 1; j < k; j++) sum += own[j] > rho ? exp((rho - own[j]) / width) : 1;
      if (Math.abs(sum - target) < TOLERANCE) break;
      if (sum > target) high = width;
      else low = width;
      width = high === Number.POSITIVE_INFINITY ? width * 2 : (low + high) / 2;
    }
    const mean = rho > 0 ? own.reduce((sum, d) => sum + d, 0) / k : meanOfAll;
    nearest[row] = rho;
    widths[row] = Math.max(width, LEAST_WIDTH * mean);
  }
  return { nearest, widths };
}

/** Membership strength of a neighbor at distance `d`, 0 to 1. */
export function strengthOf(d: number, row: number, { nearest, widths }: Bandwidths): number {
  return d <= nearest[row] ? 1 : exp((nearest[row] - d) / widths[row]);
}

/**
 * UMAP's fuzzy graph of the neighbors, which include the row itself first: the strengths a and b of both
 * directions become a + b - a·b (umap-js's `fuzzySimplicialSet`).
 */
export function fuzzyGraph(neighbors: Neighbors): FuzzyGraph {
  const { rows, k, indices, distances } = neighbors;
  const bandwidths = fitBandwidths(neighbors);
  // The directed edges by their source, and by their target; both ascending within a row.
  const from = emptyEdges(rows, rows * (k - 1));
  const to = emptyEdges(rows, rows * (k - 1));
  for (let i = 0; i < indices.length; i++) if (indices[i] !== Math.floor(i / k)) to.offsets[indices[i] + 1]++;
  for (let row = 0; row < rows; row++) to.offsets[row + 1] += to.offsets[row];
  const next = to.offsets.slice();
  let edge = 0;
  for (let row = 0; row < rows; row++) {
    const order: number[] = [];
    for (let i = row * k; i < (row + 1) * k; i++) if (indices[i] !== row) order.push(i);
    order.sort((a, b) => indices[a] - indices[b]);
    for (const i of order) {
      const strength = strengthOf(distances[i], row, bandwidths);
      const target = indices[i];
      from.targets[edge] = target;
      from.strengths[edge++] = strength;
      to.targets[next[target]] = row;
      to.strengths[next[target]++] = strength;
    }
    from.offsets[row + 1] = edge;
  }
  const both = emptyEdges(rows, 2 * edge);
  edge = 0;
  for (let row = 0; row < rows; row++) {
    let i = from.offsets[row];
    let j = to.offsets[row];
    const [iEnd, jEnd] = [from.offsets[row + 1], to.offsets[row + 1]];
    while (i < iEnd || j < jEnd) {
      const left = i < iEnd ? from.targets[i] : rows;
      const right = j < jEnd ? to.targets[j] : rows;
      const a = left <= right ? from.strengths[i++] : 0;
      const b = right <= left ? to.strengths[j++] : 0;
      const strength = a + b - a * b;
      if (strength === 0) continue;
      both.targets[edge] = Math.min(left, right);
      both.strengths[edge++] = strength;
    }
    both.offsets[row + 1] = edge;
  }
  return { ...both, targets: both.targets.subarray(0, edge), strengths: both.strengths.subarray(0, edge) };
}

function emptyEdges(rows: number, edges: number): FuzzyGraph {
  return {
    offsets: new Int32Array(rows + 1),
    targets: new Int32Array(edges),
    strengths: new Float64Array(edges),
  };
}
