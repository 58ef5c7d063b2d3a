import { expect, test } from "vitest";
import { redraw } from "../../../test/plots/redraw.js";
import { type FewShotSeries, fewShotCrossing, fewShotMeans, sayCrossing } from "./crossing.js";
import { fewShot } from "./few-shot.js";

const series = (name: string, start: number, step: number, spread = 0.02): FewShotSeries => ({
  name,
  points: [1, 2, 4, 8, 16].map((shots, i) => ({
    shots,
    scores: [-1, 0, 1].map((seed) => start + step * i + (seed * spread) / (i + 1)),
  })),
});
const probe = series("linear probe", 0.3, 0.1);

test("means over seeds with bands, the zero-shot line, and what it is worth in labels", async () => {
  const chart = fewShot([probe, series("class means", 0.4, 0.06)], {
    zeroShot: 0.55,
    title: "Zero-shot is worth 5.7 labels a class",
  });
  await expect(chart.svg()).toMatchFileSnapshot("../../../test/plots/few-shot.svg");
  expect(chart.svg()).toContain("linear probe, 4 labels a class: 50.0% (");
});

test("a crossing between two points is interpolated in the logarithm of the labels", () => {
  const { shots, low = 0, high = 0, tried } = fewShotCrossing(probe, 0.55);
  // 0.5 at 4 labels and 0.6 at 8: half of a doubling.
  expect(shots).toBeCloseTo(4 * Math.SQRT2, 9);
  expect(low).toBeLessThan(shots);
  expect(high).toBeGreaterThan(shots);
  expect(tried).toEqual([1, 16]);
});

test("the ends of a crossing's interval are crossings of resampled seeds", () => {
  // Seeds 1, 2 and 3 alone cross at different places; any resample lies between the extremes of them.
  const alone = [0, 1, 2].map((seed) => {
    const points = probe.points.map(({ shots, scores }) => ({ shots, scores: [scores[seed]] }));
    return fewShotCrossing({ name: "one", points }, 0.55);
  });
  const { low = 0, high = 0 } = fewShotCrossing(probe, 0.55);
  const ends = alone.map(({ shots }) => shots).sort((a, b) => a - b);
  expect(low).toBeGreaterThanOrEqual(ends[0] - 1e-9);
  expect(high).toBeLessThanOrEqual(ends[2] + 1e-9);
  expect(alone[0]).not.toHaveProperty("low");
});

test("a curve that starts above zero-shot, or never reaches it, is told as such", () => {
  expect(sayCrossing(fewShotCrossing(probe, 0.1))).toBe("equals at most 1 label a class");
  expect(sayCrossing(fewShotCrossing(probe, 0.9))).toBe("equals more than 16 labels a class");
  expect(sayCrossing({ shots: 6.52, low: 5.1, high: Number.POSITIVE_INFINITY, tried: [1, 16] })).toBe(
    "equals 6.5 labels a class (5.1 to more than 16)",
  );
  const chart = fewShot(probe, { zeroShot: 0.9 });
  expect(chart.svg()).toContain(">equals more than 16 labels a class<");
});

test("one seed has no interval", () => {
  const one: FewShotSeries = {
    name: "one seed",
    points: [
      { shots: 1, scores: [0.4] },
      { shots: 2, scores: [0.5] },
    ],
  };
  expect(fewShotMeans(one)).toEqual([
    { shots: 1, mean: 0.4, seeds: 1 },
    { shots: 2, mean: 0.5, seeds: 1 },
  ]);
  expect(fewShot(one).svg()).not.toContain("bootstrap");
});

test("the code draws the same from the rows of the CSV", () => {
  const chart = fewShot([probe, { name: "not yet", points: [] }], { zeroShot: 0.55, width: 400 });
  expect(chart.csv().split("\r\n")[1]).toBe("linear probe,1,1,0.27999999999999997");
  expect(redraw(chart).svg()).toBe(chart.svg());
});

test("points that do not fit together are refused", () => {
  const [first] = probe.points;
  expect(() => fewShot([])).toThrow("at least one method");
  expect(() => fewShot({ name: "a", points: [first, first] })).toThrow("a has 1 labels a class after 1");
  expect(() => fewShot({ name: "a", points: [first, { shots: 2, scores: [0.5] }] })).toThrow(
    "1 scores at 2 labels a class and 3 at 1",
  );
  expect(() => fewShot({ name: "a", points: [{ shots: 1, scores: [61] }] })).toThrow(
    "accuracy 61 at 1 labels",
  );
  expect(() => fewShot(probe, { zeroShot: 61 })).toThrow("zeroShot is 61");
});
