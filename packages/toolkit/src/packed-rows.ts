import type { Matrix } from "@clipscope/types";
import { dotTile, pack, TILE } from "./dot.js";
import { GROUP, LITTLE, startPacked } from "./wasm/products.js";

/** Most values that are kept in WebAssembly's memory: 32 MB. */
const MOST = 2 ** 22;

/** Whose rows are in WebAssembly's memory. */
let inMemory: PackedRows | undefined;

/**
 * A matrix laid out once for products with many others: `dotTile` lays it out again for every 64 rows of the
 * other, a third of its time with a thousand rows. Don't modify its data.
 */
export class PackedRows {
  constructor(readonly matrix: Matrix<Float32Array | Float64Array>) {}

  /** `dotTile`'s products of the rows `start … end` of `a` with all rows: `[end - start, rows]`, bit for bit. */
  multiply(a: Matrix<Float32Array | Float64Array>, start: number, end: number, out: Float64Array): void {
    const { rows, cols } = this.matrix;
    const panel = TILE * cols;
    const values = GROUP * Math.ceil(rows / GROUP) * cols;
    const wasm =
      values > MOST || (end - start) * rows * cols < LITTLE
        ? undefined
        : startPacked(values + panel + TILE * TILE);
    if (!wasm) {
      dotTile(a, start, end, this.matrix, 0, rows, out);
      return;
    }
    if (inMemory !== this) pack(this.matrix, 0, rows, wasm.values, 0);
    inMemory = this;
    const result = values + panel;
    for (let i = start; i < end; i += TILE) {
      const iEnd = Math.min(end, i + TILE);
      const groups = pack(a, i, iEnd, wasm.values, values);
      for (let j = 0; j < rows; j += TILE) {
        const count = Math.min(rows - j, TILE);
        const groupsB = Math.ceil(count / GROUP);
        wasm.tile(8 * values, groups, 8 * j * cols, groupsB, 8 * GROUP * cols, 8 * result);
        for (let row = 0; row < iEnd - i; row++) {
          const from = result + row * GROUP * groupsB;
          out.set(wasm.values.subarray(from, from + count), (i + row - start) * rows + j);
        }
      }
    }
  }
}
