/**
 * Resamples position embeddings of a `from`×`from` grid of patches bilinearly to `to`×`to`, with the class
 * token's row first in both: `[1 + from², width]` → `[1 + to², width]` (ViT §3.2, fine-tuning at another
 * resolution).
 */
export function resizePositions(table: Float32Array, from: number, to: number, width: number): Float32Array {
  const out = new Float32Array((1 + to * to) * width);
  out.set(table.subarray(0, width));
  for (let y = 0; y < to; y++) {
    const [y0, y1, fy] = neighbors(y, from, to);
    for (let x = 0; x < to; x++) {
      const [x0, x1, fx] = neighbors(x, from, to);
      for (let c = 0; c < width; c++) {
        const at = (row: number, column: number) => table[(1 + row * from + column) * width + c];
        const top = at(y0, x0) * (1 - fx) + at(y0, x1) * fx;
        const bottom = at(y1, x0) * (1 - fx) + at(y1, x1) * fx;
        out[(1 + y * to + x) * width + c] = top * (1 - fy) + bottom * fy;
      }
    }
  }
  return out;
}

/** The two source cells around a target cell's center, and the weight of the second. */
function neighbors(index: number, from: number, to: number): [number, number, number] {
  const position = Math.min(from - 1, Math.max(0, ((index + 0.5) * from) / to - 0.5));
  const first = Math.floor(position);
  return [first, Math.min(from - 1, first + 1), position - first];
}
