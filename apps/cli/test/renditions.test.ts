import { supervisedResults } from "@clipscope/mini";
import { accuracyOf, bestOf } from "@clipscope/mini/supervised";
import { expect, it } from "vitest";
import { clipscope } from "./small-study.js";

interface Interval {
  value: number;
  low: number;
  high: number;
  n: number;
  successes: number;
}

const logit = (p: number) => Math.log(p / (1 - p));
const json = async (...args: string[]) => {
  const { code, out } = await clipscope([...args, "--json"]);
  expect(code).toBe(0);
  return JSON.parse(out);
};

it("evaluates one built-in rendition as the model card says", async () => {
  const { by, result } = await json("eval", "renditions/streamline-emojis,twemoji", "--templates", "name");
  const figures = by.values.map(({ value, top1 }: { value: string; top1: Interval }) => [
    value,
    top1.n,
    (100 * top1.value).toFixed(1),
  ]);
  // packages/mini/MODEL_CARD.md
  expect(figures).toEqual([
    ["streamline-emojis", 564, "51.2"],
    ["twemoji", 1652, "61.4"],
  ]);
  expect(result.classes).toHaveLength(1652);
});

it("tells mini's story under shift beside the committed supervised results, by the formulas", async () => {
  const { result } = await json("robustness", "renditions");
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

it("shows corrupted drawings to mini and to the supervised model, whose errors are the unit", async () => {
  const args = ["renditions", "--corruptions", "--kinds", "contrast,saturate", "--severities", "3"];
  const { result } = await json("robustness", ...args);
  const best = bestOf(await supervisedResults());
  const [supervised] = result.curves;
  expect(supervised.name).toBe(`supervised (${best.name})`);
  // Its weights are shipped in float16, and were scored before.
  const committed = accuracyOf(best.test.twemoji) * result.images;
  expect(Math.abs(supervised.clean.successes - committed)).toBeLessThanOrEqual(2);
  expect(result.errors).toEqual({ relativeTo: supervised.name, over: ["contrast"] });
  const wrong = ({ byKind }: { byKind: Record<string, Interval[]> }) =>
    byKind.contrast.reduce((sum, { n, successes }) => sum + n - successes, 0);
  for (const curve of result.curves) {
    expect(curve.meanCorruptionError).toBeCloseTo(wrong(curve) / wrong(supervised), 12);
  }
}, 120_000);
