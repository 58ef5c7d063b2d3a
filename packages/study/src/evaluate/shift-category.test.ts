import type { Column } from "@clipscope/datasets";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shiftCategory } from "./shift-category.js";

const numbers = (values: number[], unit?: string): Column => ({
  kind: "number",
  title: "exposure",
  values: Float64Array.from(values),
  ...(unit && { unit }),
});
const texts = (values: string[]): Column => ({ kind: "text", title: "camera", at: (row) => values[row] });

test("few different numbers are a distribution each; many form five ranges of about equally many rows", () => {
  expect(shiftCategory(numbers([2, 1, 2, Number.NaN]), 4)).toMatchObject({
    values: ["1", "2"],
    codes: Int32Array.of(1, 0, 1, -1),
  });
  const many = shiftCategory(
    numbers(
      Array.from({ length: 100 }, (_, i) => 99 - i),
      "ms",
    ),
    100,
  );
  expect(many?.values).toEqual(["0 to 19 ms", "20 to 39 ms", "40 to 59 ms", "60 to 79 ms", "80 to 99 ms"]);
  expect(many?.codes[0]).toBe(4);
});

test("equal numbers are in one range, ranges are in order, and none is empty", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 20, maxLength: 200 }), (values) => {
      const found = shiftCategory(numbers(values), values.length);
      if (!found) {
        expect(new Set(values).size).toBe(1);
        return;
      }
      expect(new Set(found.codes)).toEqual(new Set(found.values.keys()));
      for (const [a, value] of values.entries()) {
        for (const [b, other] of values.entries()) {
          if (value < other) expect(found.codes[a]).toBeLessThanOrEqual(found.codes[b]);
          if (value === other) expect(found.codes[a]).toBe(found.codes[b]);
        }
      }
    }),
    { numRuns: 40 },
  );
});

test("texts are distributions if there are few different ones; one value alone is none", () => {
  expect(shiftCategory(texts(["old", "new", "old"]), 3)?.values).toEqual(["new", "old"]);
  const all = Array.from({ length: 101 }, (_, i) => `camera ${i}`);
  expect(shiftCategory(texts(all), 101)).toBeUndefined();
  expect(shiftCategory(texts(["old", "old"]), 2)).toBeUndefined();
});
