import { scaleLog, scaleSymlog } from "d3";
import fc from "fast-check";
import { expect, test } from "vitest";
import { amountScale, evenBreaks } from "./amount-scale.js";

const values = Float32Array.of(1, 10, 100, 1000);
const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });

test("places match d3's scales", () => {
  const log = amountScale({ values, scale: "log" });
  expect([1, 10, 100, 1000].map((value) => log.place(value))).toEqual(
    [1, 10, 100, 1000].map(scaleLog().domain([1, 1000])),
  );
  const symlog = amountScale({ values: Float32Array.of(-50, 100), scale: "symlog" });
  expect(symlog.place(3)).toBe(scaleSymlog().constant(1).domain([-50, 100])(3));
  const linear = amountScale({ values });
  expect([1, 500.5, 1000, 2000, -5].map(linear.place)).toEqual([0, 0.5, 1, 1, 0]);
});

test("on every scale, larger amounts are never farther to the left, and all lie between 0 and 1", () => {
  fc.assert(
    fc.property(
      fc.array(number, { minLength: 1, maxLength: 40 }),
      fc.constantFrom("linear" as const, "symlog" as const, "quantile" as const),
      (list, scale) => {
        const { place } = amountScale({ values: Float32Array.from(list), scale });
        const places = Float32Array.from(list).sort().map(place);
        for (const [i, at] of places.entries()) {
          expect(at).toBeGreaterThanOrEqual(i === 0 ? 0 : places[i - 1]);
          expect(at).toBeLessThanOrEqual(1);
        }
      },
    ),
  );
});

test("quantiles give each color the same number of points, however the amounts are spread", () => {
  const skewed = Float32Array.from({ length: 1000 }, (_, i) => 1.02 ** i);
  const scale = amountScale({ values: skewed, scale: "quantile" });
  const counts = [0, 0, 0, 0];
  for (const value of skewed) counts[Math.min(3, Math.floor(4 * scale.place(value)))]++;
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
});

test("breaks make steps, and inverting reverses the colors", () => {
  const stepped = amountScale({ values, breaks: [10, 100] });
  const strengths = (scale: typeof stepped) =>
    [1, 9, 10, 99, 100, 1000].map((v) => scale.strength(scale.place(v)));
  expect(strengths(stepped)).toEqual([0, 0, 0.5, 0.5, 1, 1]);
  const inverted = amountScale({ values, breaks: [10, 100], invert: true });
  expect(strengths(inverted)).toEqual([1, 1, 0.5, 0.5, 0, 0]);
  expect(stepped.ticks(5)).toEqual([10, 100]);
});

test("even breaks divide the ramp into equal parts", () => {
  expect(evenBreaks(amountScale({ values: Float32Array.of(0, 10) }), 5)).toEqual([2, 4, 6, 8]);
  expect(evenBreaks(amountScale({ values, scale: "log" }), 3)).toEqual([10, 100]);
});

test("missing amounts, and those not above 0 on a logarithmic scale, have no place", () => {
  const log = amountScale({ values: Float32Array.of(-1, 0, 1, 10), scale: "log" });
  expect(log.domain).toEqual([1, 10]);
  expect([Number.NaN, 0, -1].map(log.place)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  for (const scale of ["linear", "symlog", "quantile"] as const)
    expect(amountScale({ values, scale }).place(Number.NaN)).toBeNaN();
});

test("a scale, a domain or breaks that make no sense are refused", () => {
  const refused = expect.objectContaining({ code: "bad-argument" });
  expect(() => amountScale({ values, scale: "cubic" as "log" })).toThrow(refused);
  expect(() => amountScale({ values, domain: [3, 1] })).toThrow(refused);
  expect(() => amountScale({ values, scale: "log", domain: [0, 1] })).toThrow(refused);
  expect(() => amountScale({ values, breaks: [2, 2] })).toThrow(refused);
});
