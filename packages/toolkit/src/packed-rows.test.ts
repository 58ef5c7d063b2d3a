import { type Matrix, seededRandom } from "@clipscope/types";
import fc from "fast-check";
import { expect, it } from "vitest";
import { dotTile } from "./dot.js";
import { PackedRows } from "./packed-rows.js";

function matrix(rows: number, cols: number, seed: number): Matrix<Float32Array> {
  const random = seededRandom(seed);
  return { data: Float32Array.from({ length: rows * cols }, random.normal), rows, cols };
}

it("packed rows give dotTile's products, bit for bit, when several matrices take turns", () => {
  const size = fc.integer({ min: 1, max: 150 });
  fc.assert(
    fc.property(size, size, size, size, (rows, one, other, cols) => {
      const a = matrix(rows, cols, 1);
      const start = Math.floor(rows / 3);
      const packed = [one, other].map((count, i) => new PackedRows(matrix(count, cols, 2 + i)));
      for (const each of [...packed, ...packed]) {
        const count = each.matrix.rows;
        const found = new Float64Array((rows - start) * count).fill(9);
        const expected = new Float64Array((rows - start) * count);
        each.multiply(a, start, rows, found);
        dotTile(a, start, rows, each.matrix, 0, count, expected);
        expect(found.findIndex((value, i) => value !== expected[i])).toBe(-1);
      }
    }),
    { numRuns: 60 },
  );
});

it("a matrix of more than 32 MB in float64 is multiplied all the same", () => {
  const b = matrix(2100, 2000, 1);
  const a = matrix(2, 2000, 2);
  const found = new Float64Array(2 * b.rows);
  const expected = new Float64Array(2 * b.rows);
  new PackedRows(b).multiply(a, 0, 2, found);
  dotTile(a, 0, 2, b, 0, b.rows, expected);
  expect(found.findIndex((value, i) => value !== expected[i])).toBe(-1);
});
