import type { Embeddings } from "@clipscope/types";
import { describe, expect, it } from "vitest";
import golden from "../../goldens/probes.json";
import { accuracy } from "../metrics/accuracy.js";
import { type LabeledSet, labeledSet } from "../splits.js";
import { classMeans } from "./class-means.js";
import { crossingShots, type FewShotMethod, fewShotCurve, sampleShots } from "./few-shot.js";
import { predictLinear } from "./linear.js";
import { sweepRegularization } from "./sweep.js";

function matrix(rows: number[][]): Embeddings {
  return { data: Float32Array.from(rows.flat()), rows: rows.length, cols: rows[0].length };
}

const { classes } = golden.sweep;
const train = labeledSet("train", matrix(golden.sweep.validation), golden.sweep.validationLabels, classes);
const validation = labeledSet("validation", matrix(golden.sweep.train), golden.sweep.trainLabels, classes);
const [held] = golden.logisticRegression.slice(-1);
const test = labeledSet(
  "test",
  { ...matrix(held.train.map((row) => [...row, ...row.slice(0, 4)])) },
  held.labels,
  classes,
);
const counts = (set: LabeledSet<"train">) =>
  Array.from({ length: classes }, (_, c) => set.labels.filter((label) => label === c).length);
const means: FewShotMethod = (few) => {
  const head = classMeans(few);
  return (embeddings) => predictLinear(head, embeddings);
};

describe("sampling shots", () => {
  it("takes so many rows of each class, or all it has, the same for a seed, more with more shots", () => {
    const all = counts(train);
    const two = sampleShots(train, { shots: 2, seed: 5 });
    const twenty = sampleShots(train, { shots: 20, seed: 5 });
    expect(counts(two)).toEqual(all.map((n) => Math.min(n, 2)));
    expect(counts(twenty)).toEqual(all.map((n) => Math.min(n, 20)));
    expect(sampleShots(train, { shots: 2, seed: 5 })).toEqual(two);
    expect(sampleShots(train, { shots: 2, seed: 6 })).not.toEqual(two);
    const rowsOf = (set: LabeledSet<"train">) =>
      Array.from({ length: set.labels.length }, (_, i) =>
        [set.labels[i], ...set.embeddings.data.subarray(i * 12, i * 12 + 12)].join(),
      );
    const everything = new Set(rowsOf(train));
    for (const row of rowsOf(twenty)) expect(everything).toContain(row);
    for (const row of rowsOf(two)) expect(rowsOf(twenty)).toContain(row);
    expect(two.split).toBe("train");
    expect(() => sampleShots(train, { shots: 0, seed: 1 })).toThrow(/shots is 0/);
  });
});

describe("the few-shot curve", () => {
  it("has for each number of shots and each seed what one run by hand gives", async () => {
    const options = { shots: [8, 1, 4000], seeds: [3, 4], method: means, zeroShot: 0.2 };
    const curve = await fewShotCurve(train, validation, test, options);
    expect(curve.points.map(({ shots }) => shots)).toEqual([1, 8]);
    for (const { shots, scores, mean, deviation, rows } of curve.points) {
      const byHand = [3, 4].map((seed) =>
        accuracy({
          predictions: predictLinear(classMeans(sampleShots(train, { shots, seed })), test.embeddings),
          labels: test.labels,
        }),
      );
      expect(scores).toEqual(byHand);
      expect(mean).toBeCloseTo((byHand[0] + byHand[1]) / 2, 12);
      expect(deviation).toBeCloseTo(Math.abs(byHand[0] - byHand[1]) / Math.SQRT2, 12);
      expect(rows).toBe(counts(train).reduce((sum, n) => sum + Math.min(n, shots), 0));
    }
    expect(curve.crossing).toBe(crossingShots(curve.points, 0.2));
  });

  it("by default fits the linear probe with λ from validation, which it does not learn", async () => {
    const options = { shots: [2], seeds: [3] };
    const [point] = (await fewShotCurve(train, validation, test, options)).points;
    const few = sampleShots(train, { shots: 2, seed: 3 });
    const { probe } = await sweepRegularization(few, validation, { refit: false });
    expect(point.scores).toEqual([
      accuracy({ predictions: predictLinear(probe, test.embeddings), labels: test.labels }),
    ]);
    expect(point.deviation).toBe(0);
  });

  it("can choose on few validation rows too, says which classes are short, and can be cancelled", async () => {
    const seen: number[][] = [];
    const method: FewShotMethod = (few, chosenOn) => {
      seen.push([few.labels.length, chosenOn.labels.length]);
      return means(few, chosenOn);
    };
    const options = { shots: [1, 8, 22], seeds: [1], method, validationShots: 4 };
    const { points } = await fewShotCurve(train, validation, test, options);
    expect(seen.map(([, rows]) => rows)).toEqual([5, 20, 20]);
    expect(points.map(({ shortClasses }) => shortClasses)).toEqual([
      0,
      0,
      counts(train).filter((n) => n < 22).length,
    ]);
    const signal = AbortSignal.abort();
    await expect(fewShotCurve(train, validation, test, { method, signal })).rejects.toMatchObject({
      code: "cancelled",
    });
    await expect(fewShotCurve(train, validation, test, { seeds: [] })).rejects.toThrow(/seeds is empty/);
    // @ts-expect-error: scoring on validation is not a few-shot curve
    await expect(fewShotCurve(train, validation, validation)).rejects.toThrow(/Expected the test split/);
  });
});

describe("where a curve crosses the zero-shot line", () => {
  const points = [1, 2, 4, 8].map((shots) => ({ shots, mean: 0.2 + 0.1 * Math.log2(shots) }));

  it("is exact for a curve that is linear in the logarithm of the shots", () => {
    expect(crossingShots(points, 0.35)).toBeCloseTo(2 ** 1.5, 12);
    expect(crossingShots(points, 0.4)).toBeCloseTo(4, 12);
  });

  it("is the first point where that reaches it, and nowhere where none does", () => {
    expect(crossingShots(points, 0.1)).toBe(1);
    expect(crossingShots(points, 0.51)).toBeUndefined();
    expect(crossingShots([], 0.5)).toBeUndefined();
  });
});
