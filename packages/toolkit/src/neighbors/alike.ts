import type { Embeddings } from "@clipscope/types";
import { dotRows } from "../dot.js";
import { forEachRowBlock } from "../row-blocks.js";
import { PANEL, quantize } from "./quantized.js";

/**
 * Visits every pair of rows a < b of `[rows, cols]`, with norm 1 or 0, whose dot product, a float64 sum, is
 * at least `from`. Pairs are screened by 16-bit products, then measured exactly.
 */
export function forEachAlike(
  unit: Embeddings,
  from: number,
  show: (a: number, b: number, cosine: number) => void,
): void {
  const { data, rows, cols } = unit;
  const quantized = quantize(unit, "cosine");
  if (!quantized) {
    forEachRowBlock(unit, unit, (block, start, end) => {
      for (let a = start; a < end; a++) {
        for (let b = a + 1; b < rows; b++) {
          const cosine = block[(a - start) * rows + b];
          if (cosine >= from) show(a, b, cosine);
        }
      }
    });
    return;
  }
  const limit = from * quantized.scale - quantized.error - 1;
  for (let row = 0; row < rows; row++) quantized.setLimit(row, limit);
  const look = (a: number, b: number, product: number) => {
    if (b <= a || product < limit) return;
    const cosine = dotRows(data, a, data, b, cols);
    if (cosine >= from) show(a, b, cosine);
  };
  for (let i = 0; i < rows; i += PANEL) {
    for (let j = i; j < rows; j += PANEL) quantized.showNear(i, Math.min(PANEL, rows - i), j, look);
  }
}
