import { seededRandom } from "@clipscope/types";
import { afterEach, describe, expect, it, vi } from "vitest";
import { TILE } from "./dot.js";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

function matrix(rows: number, cols: number, seed: number) {
  const { normal } = seededRandom(seed);
  return { data: Float32Array.from({ length: rows * cols }, normal), rows, cols };
}

const shapes: [number, number, number][] = [
  [1, 1, 1],
  [7, 3, 2],
  [64, 512, 1],
  [131, 30, 5],
  [200, 768, 3],
];

describe.each(["in WebAssembly", "where there is none"])("products with a few vectors, %s,", (where) => {
  it.each(shapes)(
    "of %i rows of %i with %i vectors: the sums written out, bit for bit",
    async (rows, cols, count) => {
      if (where === "where there is none") vi.stubGlobal("WebAssembly", undefined);
      const { forEachColumnBlock } = await import("./dot-columns.js");
      const a = matrix(rows, cols, 1);
      const b = matrix(count, cols, 2);
      const found = new Float64Array(rows * count);
      forEachColumnBlock(a, b, (block, start, end) => {
        for (let v = 0; v < count; v++) {
          for (let row = start; row < end; row++) found[row * count + v] = block[v * TILE + row - start];
        }
      });
      const expected = Float64Array.from({ length: rows * count }, (_, i) => {
        const [row, v] = [Math.floor(i / count), i % count];
        let sum = 0;
        for (let k = 0; k < cols; k++) sum += a.data[row * cols + k] * b.data[v * cols + k];
        return sum;
      });
      expect(found).toEqual(expected);
    },
  );
});
