import { expect, test } from "vitest";
import { boardScale } from "./scale.js";

const entry = (value: number) => ({
  id: String(value),
  template: "{}",
  accuracy: { value, low: value - 0.05, high: value + 0.05 },
});

test("the axis holds all intervals and guesses, and its ticks are on it", () => {
  const { domain, ticks, at } = boardScale({ entries: [entry(0.6), entry(0.72)], ensemble: entry(0.75) }, [
    0.4,
    undefined,
  ]);
  expect(domain[0]).toBeLessThan(0.4);
  expect(domain[1]).toBeGreaterThan(0.8);
  expect(ticks.length).toBeGreaterThanOrEqual(2);
  for (const tick of ticks) {
    expect(at(tick)).toBeGreaterThanOrEqual(0);
    expect(at(tick)).toBeLessThanOrEqual(100);
  }
  expect(at(domain[0])).toBeCloseTo(0, 9);
  expect(at(domain[1])).toBeCloseTo(100, 9);
});

test("an axis never leaves 0 to 100%, and is whole without values", () => {
  expect(boardScale({ entries: [{ ...entry(0), accuracy: { value: 0, low: 0, high: 1 } }] }).domain).toEqual([
    0, 1,
  ]);
  expect(boardScale({ entries: [] }).domain).toEqual([0, 1]);
});
