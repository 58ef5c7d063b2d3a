import fc from "fast-check";
import { expect, test } from "vitest";
import { paintingOrder, ranksOf, strideOf } from "./painting-order.js";

test("every visible point is painted once, by emphasis and then by layer", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { maxLength: 400 }),
      fc.integer({ min: 1, max: 100 }),
      (points, times) => {
        // Repeated, so that some lists are long enough to be shuffled.
        const many = Array.from({ length: times }, () => points).flat();
        const levels = Uint8Array.from(many, ([level]) => level);
        const layer = Uint8Array.from(many, ([, value]) => value);
        const order = paintingOrder(levels, layer, 4);
        const visible = many.flatMap(([level], i) => (level > 0 ? [i] : []));
        expect([...order].sort((a, b) => a - b)).toEqual(visible);
        const keys = Array.from(order, (i) => 4 * levels[i] + layer[i]);
        expect(keys).toEqual(keys.toSorted((a, b) => a - b));
      },
    ),
    { numRuns: 40 },
  );
});

test("any part of many points is a sample of all, and ranks tell their order", () => {
  const n = 50_000;
  const order = paintingOrder(new Uint8Array(n).fill(2), undefined, 64);
  const first = order.subarray(0, 5000).filter((i) => i < n / 2).length;
  expect(Math.abs(first - 2500)).toBeLessThan(150);
  const rank = ranksOf(n);
  expect([...order]).toEqual([...order].sort((a, b) => rank(a) - rank(b)));
});

test("a stride visits every place", () => {
  for (const n of [1, 2, 6, 30, 313, 1000]) {
    const stride = strideOf(n);
    expect(new Set(Array.from({ length: n }, (_, k) => (k * stride) % n)).size).toBe(n);
  }
});
