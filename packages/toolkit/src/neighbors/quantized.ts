import type { Embeddings } from "@clipscope/types";
import { startNear } from "../wasm/near.js";
import { type Metric, squaredNorms } from "./distance.js";

/** Norm of a quantized row: keeps dot products of two rows within 2^31. */
const SCALE = 32767;
/** Rows of a panel: two panels fit in a second-level cache. */
export const PANEL = 64;
/** Rows of two panels that near.wat multiplies at a time, and the bytes that it writes per large product. */
const TILE_ROWS = 2;
const TILE_COLS = 4;
const TILE_BYTES = 48;

const LOWEST = -(2 ** 31);
const HIGHEST = 2 ** 31 - 1;

/** All rows as 16-bit integers in WebAssembly memory, with a bound on their error. */
export interface Quantized {
  rows: number;
  /**
   * Subtracted from products with each row to rank it as a neighbor: 0 for cosine, half its squared norm for
   * Euclidean distance.
   */
  handicaps: Float64Array;
  /** Bound on the absolute error of a product. */
  error: number;
  /** Factor from a product of two embeddings (of norm 1 for cosine) to a product of two quantized rows. */
  scale: number;
  /**
   * Pairs scoring at most `score` with this row need not be reported; Infinity for none, -Infinity for all.
   */
  setLimit(row: number, score: number): void;
  /**
   * Multiplies the first rows of a panel with another panel and reports, in ascending order for each row,
   * every pair that scores above the current limit of either row (and possibly a few more).
   */
  showNear(
    aStart: number,
    aRows: number,
    bStart: number,
    show: (a: number, b: number, product: number) => void,
  ): void;
}

/**
 * Quantizes the rows into WebAssembly memory, with every limit at -Infinity; undefined without WebAssembly.
 */
export function quantize(embeddings: Embeddings, metric: Metric): Quantized | undefined {
  const { data, rows, cols } = embeddings;
  const stride = 16 * Math.ceil(cols / 8);
  const padded = rows + PANEL; // the last panel reaches beyond the rows
  const limitsAt = padded * stride;
  const handicapsAt = limitsAt + 4 * padded;
  const out = handicapsAt + 4 * padded;
  const wasm = startNear(out + (PANEL / TILE_ROWS) * (PANEL / TILE_COLS) * TILE_BYTES);
  if (!wasm) return undefined;
  const { buffer } = wasm.memory;
  const numbers = new Int16Array(buffer, 0, limitsAt / 2);
  const squares = squaredNorms(embeddings);
  const longest = Math.sqrt(squares.reduce((most, square) => Math.max(most, square), 0)) || 1;
  let worst = 0;
  for (let row = 0; row < rows; row++) {
    const scale = SCALE / (metric === "cosine" ? Math.sqrt(squares[row]) || 1 : longest);
    let wrong = 0;
    for (let c = 0, i = row * cols, o = (row * stride) / 2; c < cols; c++) {
      const exact = data[i + c] * scale;
      const rounded = Math.round(exact);
      numbers[o + c] = rounded;
      wrong += (exact - rounded) ** 2;
    }
    if (wrong > worst) worst = wrong;
  }
  const scale = metric === "cosine" ? SCALE * SCALE : (SCALE / longest) ** 2;
  const delta = Math.sqrt(worst);
  const handicaps =
    metric === "cosine" ? new Float64Array(rows) : squares.map((square) => (scale / 2) * square);
  // Scores and limits are both rounded down, so that no row above a limit is missed.
  new Int32Array(buffer, handicapsAt, rows).set(handicaps.map(Math.floor));
  const limits = new Int32Array(buffer, limitsAt, padded).fill(LOWEST, 0, rows).fill(HIGHEST, rows);
  const tiles = new Int32Array(buffer, out);
  return {
    rows,
    handicaps,
    // |(s + δ)·(s' + δ') - s·s'| for rows s of norm SCALE at most, by Cauchy and Schwarz; 1 for sums in
    // float64.
    error: 2 * SCALE * delta + delta * delta + 1,
    scale,
    setLimit: (row, score) => {
      limits[row] = Math.min(HIGHEST, Math.max(LOWEST, Math.floor(score)));
    },
    showNear: (aStart, aRows, bStart, show) => {
      const end = wasm.near(
        aStart * stride,
        aRows + (aRows & 1),
        bStart * stride,
        PANEL,
        stride,
        limitsAt + 4 * aStart,
        limitsAt + 4 * bStart,
        handicapsAt - limitsAt,
        out,
      );
      const aEnd = aStart + aRows;
      for (let tile = 0; tile < (end - out) / 4; tile += TILE_BYTES / 4) {
        const firstA = (tiles[tile] - limitsAt) / 4;
        const firstB = (tiles[tile + 1] - limitsAt) / 4;
        let at = tile + 4;
        for (let a = firstA; a < firstA + TILE_ROWS; a++) {
          for (let b = firstB; b < firstB + TILE_COLS; b++, at++) {
            if (a < aEnd && b < rows) show(a, b, tiles[at]);
          }
        }
      }
    },
  };
}
