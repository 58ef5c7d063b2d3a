import { describe, expect, it } from "vitest";
import golden from "../../goldens/toolkit.json";
import { accuracy, topKAccuracy } from "./accuracy.js";
import { bootstrapInterval, quantile } from "./bootstrap.js";
import { confusionMatrix, marginals, normalizeConfusion } from "./confusion.js";
import { clopperPearsonInterval, proportion, wilsonInterval } from "./intervals.js";
import { macroF1, meanPerClassRecall, perClassMetrics } from "./per-class.js";
import { betaQuantile, incompleteBeta, normalQuantile } from "./quantiles.js";

const { predictions, labels, classes } = golden.classification;
const matrix = confusionMatrix({ predictions, labels, classes });

function expectValues(actual: ArrayLike<number>, expected: (number | null)[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => {
    if (value === null) expect(actual[i]).toBeNaN();
    else expect(actual[i]).toBeCloseTo(value, 12);
  });
}

describe("classification metrics agree with scikit-learn", () => {
  it("accuracy, mean per-class recall, macro F1", () => {
    expect(accuracy({ predictions, labels })).toBeCloseTo(golden.classification.accuracy, 12);
    expect(meanPerClassRecall(matrix)).toBeCloseTo(golden.classification.meanPerClassRecall, 12);
    expect(macroF1(matrix)).toBeCloseTo(golden.classification.macroF1, 12);
  });

  it("recall, precision, F1 and support of each class, undefined ones included", () => {
    const perClass = perClassMetrics(matrix);
    // scikit-learn calls the F1 of a class with no true positive 0 even where a part of it is undefined.
    expectValues(perClass.f1, golden.classification.f1);
    expectValues(perClass.recall, golden.classification.recall);
    expectValues(perClass.precision, golden.classification.precision);
    expect(Array.from(perClass.support)).toEqual(golden.classification.support);
  });

  it("the confusion matrix and its three normalizations", () => {
    expect(Array.from(matrix.counts)).toEqual(golden.classification.confusion.flat());
    expectValues(normalizeConfusion(matrix, "row"), golden.classification.byRow.flat());
    expectValues(normalizeConfusion(matrix, "column"), golden.classification.byColumn.flat());
    expectValues(normalizeConfusion(matrix, "total"), golden.classification.byTotal.flat());
    expect(Array.from(marginals(matrix).row)).toEqual(golden.classification.support);
  });

  it("says what is wrong with its input", () => {
    expect(() => accuracy({ predictions: [1], labels: [1, 2] })).toThrow(/1 predictions but 2 labels/);
    expect(() => accuracy({ predictions: [], labels: [] })).toThrow(/nothing to score/);
    expect(() => confusionMatrix({ predictions: [0, 7], labels: [0, 1], classes: 7 })).toThrow(
      /prediction of row 1 is 7/,
    );
    expect(() => confusionMatrix({ predictions: [0], labels: [-1], classes: 7 })).toThrow(
      /label of row 0 is -1/,
    );
    expect(() => confusionMatrix({ predictions: [], labels: [], classes: 0 })).toThrow(
      expect.objectContaining({ code: "empty-classes" }),
    );
    const topK = { k: 2, classes: new Int32Array(2), probabilities: new Float32Array(2) };
    expect(() => topKAccuracy({ topK, labels: [0] }, { k: 3 })).toThrow(/k is 3, but only the 2 best/);
  });
});

describe("intervals agree with SciPy", () => {
  it.each(golden.intervals)("$successes of $n at level $level", (entry) => {
    const wilson = wilsonInterval(entry.successes, entry.n, { level: entry.level });
    const exact = clopperPearsonInterval(entry.successes, entry.n, { level: entry.level });
    for (const side of [0, 1]) {
      expect(Math.abs(wilson[side] - entry.wilson[side])).toBeLessThan(1e-13);
      expect(Math.abs(exact[side] - entry.clopperPearson[side])).toBeLessThan(1e-11);
    }
  });

  it("and so do the quantiles behind them, far into the tails", () => {
    for (const [p, expected] of golden.quantiles.normal) {
      expect(Math.abs(normalQuantile(p) - expected)).toBeLessThan(1e-12 * (1 + Math.abs(expected)));
    }
    for (const [p, a, b, expected] of golden.quantiles.beta) {
      expect(Math.abs(betaQuantile(p, a, b) - expected), `p ${p}, a ${a}, b ${b}`).toBeLessThan(
        1e-9 * (expected + 1e-6),
      );
    }
    expect(incompleteBeta(betaQuantile(0.3, 2, 5), 2, 5)).toBeCloseTo(0.3, 13);
  });

  it("a proportion says its method and level, and refuses what is none", () => {
    expect(proportion(5, 10)).toMatchObject({ value: 0.5, level: 0.95, method: "wilson" });
    const exact = proportion(5, 10, { method: "clopper-pearson", level: 0.9 });
    expect([exact.low, exact.high]).toEqual(clopperPearsonInterval(5, 10, { level: 0.9 }));
    expect(() => proportion(3, 2)).toThrow(/3 of 2 is not a proportion/);
    expect(() => proportion(0, 0)).toThrow(/0 of 0/);
    expect(() => proportion(1, 2, { level: 95 })).toThrow(/level is 95/);
  });
});

describe("the bootstrap", () => {
  const { values, meanInterval } = golden.bootstrap;
  const mean = (rows: Int32Array) => rows.reduce((sum, row) => sum + values[row], 0) / rows.length;

  it("agrees with SciPy's percentile interval within the noise of resampling", () => {
    const [low, high] = bootstrapInterval(values.length, mean, { resamples: 50_000, seed: 1 });
    const width = meanInterval[1] - meanInterval[0];
    expect(Math.abs(low - meanInterval[0])).toBeLessThan(0.02 * width);
    expect(Math.abs(high - meanInterval[1])).toBeLessThan(0.02 * width);
  });

  it("takes a whole number of resamples", () => {
    expect(() => bootstrapInterval(3, mean, { resamples: 1.5 })).toThrow(/resamples is 1.5/);
  });

  it("is the same for a seed and differs between seeds", () => {
    const run = (seed: number) => bootstrapInterval(values.length, mean, { seed });
    expect(run(3)).toEqual(run(3));
    expect(run(3)).not.toEqual(run(4));
  });

  it("takes quantiles as NumPy does", () => {
    for (const [p, expected] of golden.quantiles.sortedAt) {
      expect(quantile(golden.quantiles.sorted, p)).toBeCloseTo(expected, 12);
    }
  });
});
