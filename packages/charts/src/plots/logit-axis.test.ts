import { expect, test } from "vitest";
import { accuraciesAcross, logitRange, logitTicks } from "./logit-axis.js";

const logit = (p: number) => Math.log(p / (1 - p));

test("a range holds all accuracies that have a logit, with a margin", () => {
  const [low, high] = logitRange([0.2, 0, 0.5, 1, 0.9], 0.1);
  expect(low).toBeCloseTo(logit(0.2) - 0.1, 12);
  expect(high).toBeCloseTo(logit(0.9) + 0.1, 12);
  expect(logitRange([0, 1])).toEqual([expect.closeTo(logit(0.05), 12), expect.closeTo(logit(0.95), 12)]);
});

test("ticks are round accuracies inside the range, never closer than there is room for", () => {
  const range = logitRange([0.03, 0.5]);
  const ticks = logitTicks(range, 6);
  expect(ticks.length).toBeGreaterThanOrEqual(3);
  for (const p of ticks) {
    expect(logit(p)).toBeGreaterThanOrEqual(range[0]);
    expect(logit(p)).toBeLessThanOrEqual(range[1]);
  }
  const gaps = ticks.slice(1).map((p, i) => logit(p) - logit(ticks[i]));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual((0.8 * (range[1] - range[0])) / 6 - 1e-9);
});

test("a band is drawn from end to end, evenly on the axis", () => {
  const xs = accuraciesAcross([-2, 2], 5);
  [-2, -1, 0, 1, 2].forEach((at, i) => {
    expect(logit(xs[i])).toBeCloseTo(at, 9);
  });
});
