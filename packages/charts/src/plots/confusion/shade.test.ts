import fc from "fast-check";
import { expect, test } from "vitest";
import { shadesOf, tickText, valueText } from "./shade.js";

const values = fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });

test("larger values are darker on every scale, and the largest is full", () => {
  fc.assert(
    fc.property(values, fc.constantFrom("linear", "root", "log"), (all, scale) => {
      const { shade, domain, ticks } = shadesOf({ values: all, scale, whole: false });
      const sorted = all.toSorted((a, b) => a - b);
      expect(shade(sorted.at(-1) as number)).toBeCloseTo(1, 9);
      for (let i = 1; i < sorted.length; i++) {
        expect(shade(sorted[i])).toBeGreaterThanOrEqual(shade(sorted[i - 1]));
      }
      expect(domain[1]).toBe(sorted.at(-1));
      expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
    }),
  );
});

test("a share of one in a thousand has at least a tenth of the logarithmic scale's shades", () => {
  const { shade } = shadesOf({ values: [0.5, 0.001, 0.0001], scale: "log", whole: false });
  expect(shade(0.001)).toBeGreaterThan(0.25);
  expect(shadesOf({ values: [0.5, 0.001], scale: "linear", whole: false }).shade(0.001)).toBeLessThan(0.01);
});

test("changes are shaded by their size", () => {
  const { shade, domain } = shadesOf({ values: [-4, 2], scale: "linear", whole: false });
  expect(domain).toEqual([0, 4]);
  expect(shade(-4)).toBe(1);
  expect(shade(-2)).toBe(shade(2));
});

test("the color bar goes to 100% for shares of rows, and its ticks are round", () => {
  const { ticks } = shadesOf({ values: [0.4, 0.01], scale: "root", whole: true });
  expect(ticks.map((tick) => tickText(tick, "label"))).toEqual(["0", "10%", "50%", "100%"]);
  expect([0.25, 0.031, 0.0004].map((value) => valueText(value, "label"))).toEqual(["25", "3.1", "0.04"]);
});
