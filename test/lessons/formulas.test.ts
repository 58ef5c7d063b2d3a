import { gapClosed, proportion, wilsonInterval, zeroShot } from "@clipscope/toolkit";
import { continuity, trustworthiness } from "@clipscope/toolkit/projection";
import { expect, test } from "vitest";
import { pairsInOrder } from "../../notebooks/lesson/compare.js";
import {
  accuracyFormula,
  cosineFormula,
  effectiveFormula,
  fixed,
  gapFormula,
  logitFormula,
  meanFormula,
  share,
  softmaxFormula,
} from "../../notebooks/lesson/formulas.js";
import { lessonOfView, lessons } from "../../notebooks/lesson/lessons.js";
import { fitSets } from "../../notebooks/lesson/several-sets.js";
import { rankFormula } from "../../notebooks/lesson/umap/formulas.js";

test("cosine, logit and softmax are those of the toolkit's zero-shot", () => {
  const image = { data: Float32Array.of(0.6, 0.8, 0), rows: 1, cols: 3 };
  const texts = { data: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), rows: 3, cols: 3 };
  const { topK } = zeroShot(image, texts, { logitScale: 10, topK: 3 });
  const logits = [0, 1, 2].map((row) => {
    const text = texts.data.subarray(3 * row, 3 * row + 3);
    return logitFormula(cosineFormula(image.data, text).value, 10).value;
  });
  for (const [at, index] of topK.classes.entries()) {
    expect(softmaxFormula(logits, index, "text").value).toBeCloseTo(topK.probabilities[at], 6);
  }
});

test("a cosine of vectors of any length is that of their directions", () => {
  expect(cosineFormula([3, 0], [5, 5]).value).toBeCloseTo(Math.SQRT1_2, 12);
  expect(cosineFormula([3, 0], [5, 5]).steps.join(" ")).toContain("15.0000 / 21.2132");
});

test("an accuracy shows its own interval and the quantile that it was made with", () => {
  const accuracy = proportion(45, 60);
  const [low, high] = wilsonInterval(45, 60);
  const { steps, result } = accuracyFormula(accuracy);
  expect(result).toBe("75.00%");
  expect(steps.join(" ")).toContain(`z = 1.960: ${share(low)} to ${share(high)}`);
});

test("gap, effective robustness and mean show what they are computed from", () => {
  const of = { reference: 0.762, supervised: 0.326, model: 0.723 };
  expect(gapFormula(of).value).toBe(gapClosed(of));
  expect(gapFormula(of).steps[0]).toBe("= (72.3% − 32.6%) / (76.2% − 32.6%)");
  expect(gapFormula({ reference: 0.2, supervised: 0.3, model: 0.3 }).result).toContain("no gap");
  const line = { slope: 1, intercept: 0, r2: 1, n: 10, leftOut: 0 };
  expect(effectiveFormula({ x: 0.5, y: 0.6, line }).value).toBeCloseTo(0.1, 12);
  expect(meanFormula([0.1, 0.2], ["a", "b"]).result).toBe("15.00%");
});

test("trustworthiness and continuity are one minus the ranks that a map gets wrong", () => {
  // Seven points on a line; on the map the first has moved to the other end.
  const line = { data: Float32Array.from([0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0]), rows: 7, cols: 2 };
  const map = { x: Float32Array.of(7, 1, 2, 3, 4, 5, 6), y: new Float32Array(7) };
  const of = { points: 7, k: 2 };
  const options = { k: 2, metric: "euclidean" } as const;
  for (const [which, measure] of [
    ["trustworthiness", trustworthiness],
    ["continuity", continuity],
  ] as const) {
    const { score } = measure(line, map, options);
    expect(score).toBeLessThan(1);
    expect(rankFormula(which, score, of).value).toBeCloseTo(score, 12);
  }
  // The first's neighbors on the map are 6 and 5: the 6th and the 5th nearest on the line, so 4 and 3 too many ranks.
  expect(rankFormula("trustworthiness", 1, of).steps[0]).toMatch(/: 0$/);
});

test("numbers have a true minus sign", () => {
  expect([fixed(-1.25, 1), fixed(Number.POSITIVE_INFINITY)]).toEqual(["−1.3", "∞"]);
});

test("a fit to two sets before the shift finds the coefficients that made the points", () => {
  const expit = (x: number) => 1 / (1 + Math.exp(-x));
  const points = [-1, 0, 1, 2, 0.5].map((a, i) => {
    const b = [0.3, -1, 2, 0, 1][i];
    return { name: String(i), before: [expit(a), expit(b)], under: expit(0.5 + 2 * a - b) };
  });
  const { intercept, slopes, r2, n } = fitSets(points);
  expect(intercept).toBeCloseTo(0.5, 9);
  expect(slopes[0]).toBeCloseTo(2, 9);
  expect(slopes[1]).toBeCloseTo(-1, 9);
  expect([r2, n]).toEqual([expect.closeTo(1, 9), 5]);
  expect(() => fitSets(points.slice(0, 2))).toThrow("2 models are too few for a fit.");
});

test("orders are compared pair by pair", () => {
  expect(pairsInOrder(["a", "b", "c"], ["a", "c", "b"])).toEqual({ right: 2, all: 3 });
});

test("each lesson needs earlier ones only, and each view of the explorer has its lesson", () => {
  const known = new Set<string>();
  for (const { id, needs, minutes } of lessons) {
    expect(needs.every((each) => known.has(each))).toBe(true);
    expect(minutes[0]).toBeLessThan(minutes[1]);
    known.add(id);
  }
  for (const view of ["classify", "confusion", "robustness"]) expect(lessonOfView(view)).toBeDefined();
});
