import type { Embeddings } from "@clipscope/types";
import { TILE } from "./dot.js";
import { PackedRows } from "./packed-rows.js";

/**
 * Calls `use` with the dot products of rows `start … end` of `a` with all rows of `b`, block by block.
 * `block` is `[end - start, b.rows]` and is reused: copy what you keep.
 */
export function forEachRowBlock(
  a: Embeddings,
  b: Embeddings,
  use: (block: Float64Array, start: number, end: number) => void,
): void {
  const block = new Float64Array(TILE * b.rows);
  const packed = new PackedRows(b);
  for (let start = 0; start < a.rows; start += TILE) {
    const end = Math.min(a.rows, start + TILE);
    packed.multiply(a, start, end, block);
    use(block, start, end);
  }
}
