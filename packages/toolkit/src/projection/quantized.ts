import type { Embeddings } from "@clipscope/core";
import { type Metric, squaredNorms } from "./distance.js";
import { startDots } from "./dots.js";

/** The norm of a row in 16-bit steps: no sum of products of two rows exceeds 2^31. */
const SCALE = 32767;
/** Rows that are multiplied with as many others at a time: both panels fit a second-level cache. */
export const PANEL = 64;

/** All rows in 16-bit whole numbers, in WebAssembly's memory, and how wrong that is. */
export interface Quantized {
  rows: number;
  /**
   * What is subtracted from a product with each row to rank it as a neighbour: 0 for cosine, half its squared norm for
   * Euclidean distance.
   */
  handicaps: Float64Array;
  /** No product of two rows is wrong by more than this. */
  error: number;
  /** Times this, a product of two embeddings (of norm 1 for cosine) is a product of two of these rows. */
  scale: number;
  /** The products of a panel's first rows with another panel, `[aRows, PANEL]`; read them before the next are made. */
  products(aStart: number, aRows: number, bStart: number): Int32Array;
}

/** The rows to be multiplied in WebAssembly; undefined where there is none. */
export function quantize(embeddings: Embeddings, metric: Metric): Quantized | undefined {
  const { data, rows, cols } = embeddings;
  const stride = 16 * Math.ceil(cols / 8);
  const out = (rows + PANEL) * stride; // the last panel reaches beyond the rows
  const wasm = startDots(out + PANEL * PANEL * 4);
  if (!wasm) return undefined;
  const numbers = new Int16Array(wasm.memory.buffer, 0, out / 2);
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
  const table = new Int32Array(wasm.memory.buffer, out, PANEL * PANEL);
  return {
    rows,
    handicaps: metric === "cosine" ? new Float64Array(rows) : squares.map((square) => (scale / 2) * square),
    // |(s + δ)·(s' + δ') - s·s'| for rows s of norm SCALE at most, by Cauchy and Schwarz; 1 for sums in float64.
    error: 2 * SCALE * delta + delta * delta + 1,
    scale,
    products: (aStart, aRows, bStart) => {
      wasm.dots(aStart * stride, aRows + (aRows & 1), bStart * stride, PANEL, stride, out);
      return table;
    },
  };
}
