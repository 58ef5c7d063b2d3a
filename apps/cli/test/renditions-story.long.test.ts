import { supervisedResults } from "@clipscope/mini";
import { accuracyOf, bestOf } from "@clipscope/mini/supervised";
import { expect, it } from "vitest";
import { clipscope } from "./small-study.js";

interface Interval {
  value: number;
  low: number;
  high: number;
}

const logit = (p: number) => Math.log(p / (1 - p));

it("tells mini's story under shift beside the committed supervised results, by the formulas", async () => {
  const { code, out } = await clipscope(["robustness", "renditions", "--json"]);
  expect(code).toBe(0);
  const { result } = JSON.parse(out);
  const supervised = await supervisedResults();
  const best = bestOf(supervised);
  const [first, ...others] = result.models;
  expect(first.name).toBe(`supervised (${best.name})`);
  for (const { shift, slope, intercept } of result.lines) {
    expect(first.scores[shift].accuracy.value).toBeCloseTo(accuracyOf(best.test[shift]), 12);
    const x = supervised.map(({ test }) => logit(accuracyOf(test.twemoji)));
    const y = supervised.map(({ test }) => logit(accuracyOf(test[shift])));
    const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    const expected =
      x.reduce((sum, each, i) => sum + (each - mean(x)) * (y[i] - mean(y)), 0) /
      x.reduce((sum, each) => sum + (each - mean(x)) ** 2, 0);
    expect(slope).toBeCloseTo(expected, 9);
    for (const { scores } of result.models) {
      const onLine = 1 / (1 + Math.exp(-slope * logit(scores.twemoji.accuracy.value) - intercept));
      const { value, low, high } = scores[shift].effective as Interval;
      expect(value).toBeCloseTo(scores[shift].accuracy.value - onLine, 9);
      expect(low).toBeLessThan(value);
      expect(high).toBeGreaterThan(value);
    }
  }
  const { shifts, models } = result.means;
  const mean = (name: string) => {
    const { scores } = result.models.find((model: { name: string }) => model.name === name);
    return shifts.reduce((sum: number, id: string) => sum + scores[id].accuracy.value, 0) / shifts.length;
  };
  const fall = first.scores.twemoji.accuracy.value - mean(first.name);
  for (const { name } of others) {
    const own = models.find((model: { name: string }) => model.name === name);
    expect(own.gapClosed).toBeCloseTo((mean(name) - mean(first.name)) / fall, 10);
  }
}, 240_000);
