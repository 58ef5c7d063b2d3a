import { expect, it } from "vitest";
import { logitLineBand } from "./line-band.js";
import { expit, logit } from "./logit-line.js";

const points = [
  { x: 0.2, y: 0.1 },
  { x: 0.4, y: 0.3 },
  { x: 0.6, y: 0.35 },
  { x: 0.7, y: 0.6 },
  { x: 0.8, y: 0.62 },
];
const xs = [0.1, 0.5, 0.9];

it("is the percentiles of the lines through all resamples, as far as a sample of them tells", () => {
  // All 5⁵ resamples, those of one model alone left out; the slope by the mean over pairs that least squares is.
  const heights: number[][] = xs.map(() => []);
  for (let code = 0; code < 5 ** 5; code++) {
    const drawn = Array.from({ length: 5 }, (_, i) => points[Math.floor(code / 5 ** i) % 5]);
    let [above, below] = [0, 0];
    for (const a of drawn) {
      for (const b of drawn) {
        above += (logit(a.x) - logit(b.x)) * (logit(a.y) - logit(b.y));
        below += (logit(a.x) - logit(b.x)) ** 2;
      }
    }
    if (below === 0) continue;
    const mean = (of: (point: { x: number; y: number }) => number) =>
      drawn.reduce((sum, point) => sum + of(point), 0) / 5;
    xs.forEach((x, at) => {
      heights[at].push(
        expit(mean((p) => logit(p.y)) + (above / below) * (logit(x) - mean((p) => logit(p.x)))),
      );
    });
  }
  const band = logitLineBand(points, xs, { resamples: 20_000 });
  const share = (at: number, holds: (height: number) => boolean) =>
    heights[at].filter(holds).length / heights[at].length;
  band.forEach(({ x, low, high }, at) => {
    expect(x).toBe(xs[at]);
    for (const [bound, p] of [
      [low, 0.025],
      [high, 0.975],
    ]) {
      expect(share(at, (height) => height < bound - 1e-9)).toBeLessThan(p + 0.004);
      expect(share(at, (height) => height <= bound + 1e-9)).toBeGreaterThan(p - 0.004);
    }
  });
});

it("is narrow where models are, is the line itself where they lie on one, and is the same again", () => {
  const [left, middle, right] = logitLineBand(points, xs).map(({ low, high }) => logit(high) - logit(low));
  expect(middle).toBeLessThan(Math.min(left, right));
  const onLine = points.map(({ x }) => ({ x, y: expit(0.8 * logit(x) - 0.5) }));
  for (const { x, low, high } of logitLineBand(onLine, xs)) {
    expect(low).toBeCloseTo(expit(0.8 * logit(x) - 0.5), 10);
    expect(high).toBeCloseTo(low, 10);
  }
  expect(logitLineBand(points, xs)).toEqual(logitLineBand(points, xs));
});

it("needs models of two accuracies, and leaves out those that have no logit", () => {
  const same = [
    { x: 0.5, y: 0.2 },
    { x: 0.5, y: 0.4 },
  ];
  expect(() => logitLineBand(same, xs)).toThrow(/2 of 2 points can be used/);
  expect(() => logitLineBand(points, xs, { level: 95 })).toThrow(/level is 95/);
  expect(logitLineBand([...points, { x: 0.5, y: 0 }], xs)).toEqual(logitLineBand(points, xs));
});
