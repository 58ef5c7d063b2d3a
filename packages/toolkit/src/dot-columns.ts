import type { Embeddings } from "@clipscope/types";
import { dotRows, TILE } from "./dot.js";
import { ROWS_AT_ONCE, startColumns, VECTORS_AT_ONCE } from "./wasm/columns.js";

/**
 * Calls `use` with the dot products of rows `start … end` of `a` with all rows of `b`, a few vectors, block by
 * block: `block` is `[b.rows, TILE]`, of which the first `end - start` of each row are filled, and is reused.
 * Each sum is accumulated in float64 in column order, so that it is bit-identical to `dotTile`'s; unlike it,
 * this copies no row of `a` number by number.
 */
export function forEachColumnBlock(
  a: Embeddings,
  b: Embeddings,
  use: (block: Float64Array, start: number, end: number) => void,
): void {
  const block = new Float64Array(b.rows * TILE);
  const multiply = wasmBlocks(a, b) ?? plainBlocks(a, b);
  for (let start = 0; start < a.rows; start += TILE) {
    const end = Math.min(a.rows, start + TILE);
    multiply(start, end, block);
    use(block, start, end);
  }
}

type Multiply = (start: number, end: number, block: Float64Array) => void;

function wasmBlocks(a: Embeddings, b: Embeddings): Multiply | undefined {
  const width = 2 * Math.ceil(a.cols / 2);
  const bytes = 4 * width;
  const count = VECTORS_AT_ONCE * Math.ceil(b.rows / VECTORS_AT_ONCE);
  const vectors = TILE * bytes;
  const out = vectors + count * 2 * bytes;
  const wasm = startColumns(out + count * TILE * 8);
  if (!wasm) return undefined;
  const { columns, floats, doubles } = wasm;
  floats.fill(0, 0, TILE * width);
  doubles.fill(0, vectors / 8, out / 8);
  for (let v = 0; v < b.rows; v++) {
    doubles.set(b.data.subarray(v * b.cols, (v + 1) * b.cols), vectors / 8 + v * width);
  }
  return (start, end, block) => {
    if (width === a.cols) floats.set(a.data.subarray(start * width, end * width));
    else {
      for (let row = start; row < end; row++) {
        floats.set(a.data.subarray(row * a.cols, (row + 1) * a.cols), (row - start) * width);
      }
    }
    const rows = ROWS_AT_ONCE * Math.ceil((end - start) / ROWS_AT_ONCE);
    for (let v = 0; v < count; v += VECTORS_AT_ONCE) {
      columns(0, rows, bytes, vectors + v * 2 * bytes, out + v * TILE * 8, TILE * 8);
    }
    block.set(doubles.subarray(out / 8, out / 8 + b.rows * TILE));
  };
}

const plainBlocks =
  (a: Embeddings, b: Embeddings): Multiply =>
  (start, end, block) => {
    for (let v = 0; v < b.rows; v++) {
      for (let row = start; row < end; row++) {
        block[v * TILE + row - start] = dotRows(a.data, row, b.data, v, a.cols);
      }
    }
  };
