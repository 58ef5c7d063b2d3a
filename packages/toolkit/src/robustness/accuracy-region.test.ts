import { seededRandom } from "@clipscope/types";
import { expect, test } from "vitest";
import { accuracyRegion } from "./accuracy-region.js";
import { hitRate } from "./hits.js";
import { logit } from "./logit-line.js";

const random = seededRandom(5);
const ITEMS = 800;
const hits = (rate: number) => Int8Array.from({ length: ITEMS }, () => Number(random() < rate));
const [clean, sketch] = [hits(0.6), hits(0.3)];
const extent = (values: number[]) => (Math.max(...values) - Math.min(...values)) / 2;
/** Half the width of a 95% region in logits: √5.991 standard errors of a logit, 1 / √(n p (1 − p)). */
const expected = (rate: number) => Math.sqrt(5.991 / (ITEMS * rate * (1 - rate)));

test("without common items the region is upright, and as wide as the standard errors of both logits", () => {
  const none = new Int8Array(ITEMS).fill(-1);
  const both = {
    reference: Int8Array.from([...clean, ...none]),
    shift: Int8Array.from([...none, ...sketch]),
  };
  const region = accuracyRegion(both).map(({ x, y }) => [logit(x), logit(y)]);
  const [xs, ys] = [0, 1].map((axis) => region.map((point) => point[axis]));
  expect(extent(xs) / expected(hitRate(clean) ?? 0)).toBeCloseTo(1, 0.9);
  expect(extent(ys) / expected(hitRate(sketch) ?? 0)).toBeCloseTo(1, 0.9);
  // Upright: the highest point is in the middle.
  const middle = (Math.max(...xs) + Math.min(...xs)) / 2;
  expect(Math.abs(xs[ys.indexOf(Math.max(...ys))] - middle) / extent(xs)).toBeLessThan(0.2);
  expect(middle).toBeCloseTo(logit(hitRate(clean) ?? 0), 2);
});

test("with the same hits on both sets the region is a line: what is hard in one is hard in the other", () => {
  for (const { x, y } of accuracyRegion({ reference: clean, shift: clean })) expect(y).toBeCloseTo(x, 6);
});

test("the region is deterministic for a seed, and finite where every item is right", () => {
  const all = new Int8Array(ITEMS).fill(1);
  const region = accuracyRegion({ reference: all, shift: sketch }, { seed: 7 });
  expect(region).toEqual(accuracyRegion({ reference: all, shift: sketch }, { seed: 7 }));
  expect(region.every(({ x, y }) => x > 0.99 && x < 1 && y > 0 && y < 1)).toBe(true);
});

test("sets of different lengths, and sets without an item, are refused", () => {
  expect(() => accuracyRegion({ reference: clean, shift: sketch.subarray(1) })).toThrow(/800 .* 799/);
  const none = new Int8Array(ITEMS).fill(-1);
  expect(() => accuracyRegion({ reference: clean, shift: none })).toThrow(/at least one item each/);
});
