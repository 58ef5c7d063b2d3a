import { describe, expect, it } from "vitest";
import golden from "../../goldens/metrics.json";
import { averagePrecision, meanAveragePrecision } from "./average-precision.js";
import { mcNemar, pairedBootstrap } from "./compare.js";
import { confusionMatrix, rollUpConfusion } from "./confusion.js";
import { chiSquareTail } from "./quantiles.js";

const { first, second, labels, onlyFirst, onlySecond, interval, tails } = golden.comparison;
const right = (predictions: number[]) => predictions.map((p, row) => Number(p === labels[row]));

describe("two runs on the same rows", () => {
  it("differ within SciPy's paired percentile interval, up to the noise of resampling", () => {
    const found = pairedBootstrap(
      { first: right(first), second: right(second) },
      { resamples: 20_000, seed: 1 },
    );
    expect(found.difference).toBeCloseTo((onlySecond - onlyFirst) / labels.length, 12);
    const width = interval[1] - interval[0];
    expect(Math.abs(found.low - interval[0])).toBeLessThan(0.04 * width);
    expect(Math.abs(found.high - interval[1])).toBeLessThan(0.04 * width);
    expect(found.secondBetter).toBeGreaterThan(0.9);
    const other = pairedBootstrap(
      { first: right(second), second: right(first) },
      { resamples: 20_000, seed: 1 },
    );
    expect(other.secondBetter).toBeCloseTo(1 - found.secondBetter, 12);
    expect(pairedBootstrap({ first: right(first), second: right(first) }).secondBetter).toBe(0.5);
    expect(() => pairedBootstrap({ first: [1], second: [1, 2] })).toThrow(
      /first run has 1 rows and the second 2/,
    );
  });

  it.each(tails)("McNemar's test for $b against $c is SciPy's", ({ b, c, exact, chiSquare }) => {
    const truth = new Array(b + c).fill(1);
    const one = truth.map((_, row) => Number(row < b));
    const two = truth.map((_, row) => Number(row >= b));
    const test = mcNemar({ first: one, second: two, labels: truth });
    expect(test).toMatchObject({ onlyFirst: b, onlySecond: c, method: "exact" });
    expect(Math.abs(test.pValue - exact)).toBeLessThan(1e-10 * exact);
    const approximate = mcNemar({ first: one, second: two, labels: truth }, { method: "chi-square" }).pValue;
    expect(Math.abs(approximate - chiSquare)).toBeLessThan(1e-12 * chiSquare);
  });

  it("McNemar's test counts what only one of them has right", () => {
    expect(mcNemar({ first, second, labels })).toMatchObject({ onlyFirst, onlySecond });
    expect(mcNemar({ first: labels, second: labels, labels }).pValue).toBe(1);
    for (const [x, p] of golden.comparison.chiSquareTails) {
      expect(Math.abs(chiSquareTail(x) - p)).toBeLessThan(1e-12 * p);
    }
  });
});

describe("average precision agrees with scikit-learn", () => {
  const { scores, several } = golden.ranking;
  const matrix = { data: Float64Array.from(scores.flat()), rows: scores.length, cols: 5 };

  it("by class, ties counted together", () => {
    golden.ranking.averagePrecision.forEach((expected, c) => {
      const relevant = golden.ranking.labels.map((label) => Number(label === c));
      const column = scores.map((row) => row[c]);
      expect(averagePrecision({ scores: column, relevant })).toBeCloseTo(expected, 12);
    });
    expect(averagePrecision({ scores: [1, 2], relevant: [0, 0] })).toBeUndefined();
    expect(() => averagePrecision({ scores: [Number.NaN, 2], relevant: [0, 1] })).toThrow(/NaN/);
  });

  it("on average over classes that have a row, with one label a row or several", () => {
    expect(meanAveragePrecision({ scores: matrix, labels: golden.ranking.labels })).toBeCloseTo(
      golden.ranking.mean,
      12,
    );
    expect(meanAveragePrecision({ scores: matrix, labels: several.flat() })).toBeCloseTo(
      golden.ranking.meanOfSeveral,
      12,
    );
    expect(() => meanAveragePrecision({ scores: matrix, labels: [1] })).toThrow(
      /60 predictions but 1 labels/,
    );
  });
});

describe("a confusion matrix of groups", () => {
  const { groups, labels: classes, predictions, counts } = golden.rollUp;
  const fine = confusionMatrix({ predictions, labels: classes, classes: 5 });

  it("counts as scikit-learn does with the groups as labels", () => {
    const coarse = rollUpConfusion(fine, groups);
    expect(Array.from(coarse.counts)).toEqual(counts.flat());
    expect(coarse).toMatchObject({ classes: 3, total: 80 });
    expect(confusionMatrix({ predictions, labels: classes, classes: 5, groups })).toEqual(coarse);
  });

  it("of 60,000 classes is counted by their groups, and refused without", () => {
    const many = { predictions: [59_999, 5], labels: [59_999, 59_998], classes: 60_000 };
    expect(() => confusionMatrix(many)).toThrow(/60000 × 60000 does not fit in memory: pass groups/);
    const groups = Int32Array.from({ length: 60_000 }, (_, c) => c % 10);
    const { counts } = confusionMatrix({ ...many, groups });
    expect([counts[9 * 10 + 9], counts[8 * 10 + 5]]).toEqual([1, 1]);
  });

  it("wants a group for each class", () => {
    expect(() => rollUpConfusion(fine, [0, 1])).toThrow(/2 groups for 5 classes/);
    expect(() => rollUpConfusion(fine, [0, 1, -1, 0, 0])).toThrow(/group of class 2 is -1/);
  });
});
