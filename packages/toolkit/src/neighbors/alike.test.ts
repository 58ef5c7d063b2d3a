import type { Embeddings } from "@clipscope/types";
import { normalizeRows, seededRandom } from "@clipscope/types";
import { afterEach, expect, it, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

it.each(["in WebAssembly", "where there is none"])(
  "pairs that are alike, %s: those of all pairs",
  async (where) => {
    if (where === "where there is none") vi.stubGlobal("WebAssembly", undefined);
    const { forEachAlike } = await import("./alike.js");
    const random = seededRandom(5);
    const [rows, cols] = [150, 9];
    const unit: Embeddings = normalizeRows({
      data: Float32Array.from({ length: rows * cols }, () => random() - 0.5),
      rows,
      cols,
    });
    unit.data.copyWithin(140 * cols, 0, 3 * cols);
    const dot = (a: number, b: number) => {
      let sum = 0;
      for (let k = 0; k < cols; k++) sum += unit.data[a * cols + k] * unit.data[b * cols + k];
      return sum;
    };
    // Exactly the cosine of one pair, so that it only just belongs.
    const from = dot(3, 77);
    const found: number[][] = [];
    forEachAlike(unit, from, (a, b, cosine) => {
      found.push([a, b]);
      expect(cosine).toBe(dot(a, b));
    });
    const expected: number[][] = [];
    for (let a = 0; a < rows; a++) {
      for (let b = a + 1; b < rows; b++) if (dot(a, b) >= from) expected.push([a, b]);
    }
    expect(found.sort((x, y) => x[0] - y[0] || x[1] - y[1])).toEqual(expected);
    expect(found).toContainEqual([3, 77]);
    expect(found).toContainEqual([0, 140]);
  },
);
