import type { Embeddings } from "@clipscope/types";
import { describe, expect, it } from "vitest";
import golden from "../../goldens/probes.json";
import { labeledSet } from "../splits.js";
import { softmax } from "../zero-shot/index.js";
import { linearLogits, predictLinear } from "./linear.js";
import { fitLogisticRegression } from "./logistic-regression.js";
import { sweepRegularization } from "./sweep.js";

function matrix(rows: number[][]): Embeddings {
  return { data: Float32Array.from(rows.flat()), rows: rows.length, cols: rows[0].length };
}

const exact = { tolerance: 1e-10, maxIterations: 100_000 };

describe("logistic regression agrees with scikit-learn run to tol 1e-10", () => {
  it.each(golden.logisticRegression)("$name", async (entry) => {
    const train = labeledSet("train", matrix(entry.train), entry.labels, entry.classes);
    const { C, intercept } = entry;
    const probe = await fitLogisticRegression(train, { C, intercept, ...exact });
    expect(Math.abs(probe.objective - entry.objective)).toBeLessThan(1e-6 * entry.objective);

    const test = matrix(entry.test);
    const predictions = predictLinear(probe, test);
    entry.predictions.forEach((expected, row) => {
      if (entry.margins[row] > 1e-4) expect(predictions[row]).toBe(expected);
    });
    const logits = linearLogits(probe, test);
    const { data: probabilities } = softmax(logits);
    entry.probabilities.forEach((row, i) => {
      const expected = new Array(entry.classes).fill(0);
      for (const [j, c] of entry.present.entries()) expected[c] = row[j];
      for (const [c, p] of expected.entries()) {
        expect(Math.abs(probabilities[i * entry.classes + c] - p)).toBeLessThan(2e-6);
      }
    });
  });

  it("at the default tolerance its predictions hardly differ, and it says how far it got", async () => {
    const [entry] = golden.logisticRegression;
    const train = labeledSet("train", matrix(entry.train), entry.labels, entry.classes);
    const probe = await fitLogisticRegression(train);
    expect(probe.objective).toBeGreaterThanOrEqual(entry.objective * (1 - 1e-12));
    expect(probe.objective).toBeLessThan(entry.objective * (1 + 1e-4));
    expect(probe).toMatchObject({ stopped: "gradient", C: 1 });
    expect(probe.gradientSize).toBeLessThanOrEqual(1e-4);
    const short = await fitLogisticRegression(train, { maxIterations: 2 });
    expect(short).toMatchObject({ stopped: "iterations", iterations: 2 });
  });

  it("says what is wrong, reports progress and can be cancelled", async () => {
    const [entry] = golden.logisticRegression;
    const train = labeledSet("train", matrix(entry.train), entry.labels, entry.classes);
    const one = labeledSet(
      "train",
      matrix(entry.train),
      entry.labels.map(() => 2),
      entry.classes,
    );
    await expect(fitLogisticRegression(one)).rejects.toThrow(/have label 2: .* at least two classes/);
    await expect(fitLogisticRegression(train, { C: 0 })).rejects.toThrow(/C is 0/);
    const controller = new AbortController();
    const seen: number[] = [];
    const fitting = fitLogisticRegression(train, {
      signal: controller.signal,
      onProgress: ({ done }) => {
        seen.push(done);
        if (done === 3) controller.abort();
      },
    });
    await expect(fitting).rejects.toMatchObject({ code: "cancelled" });
    expect(seen).toEqual([1, 2, 3]);
  });
});

describe("the paper's sweep of λ", () => {
  const { classes, lambda, tried, refitObjective } = golden.sweep;
  const train = labeledSet("train", matrix(golden.sweep.train), golden.sweep.trainLabels, classes);
  const validation = labeledSet(
    "validation",
    matrix(golden.sweep.validation),
    golden.sweep.validationLabels,
    classes,
  );

  it("tries the λ that the same search with scikit-learn tries, scores them alike, and refits to both splits", async () => {
    const sweep = await sweepRegularization(train, validation, exact);
    expect(sweep.tried.length).toBe(15);
    sweep.tried.forEach((step, i) => {
      expect(step.lambda / tried[i][0]).toBeCloseTo(1, 12);
      expect(step.C * step.lambda).toBeCloseTo(1, 12);
      expect(step.score).toBeCloseTo(tried[i][1], 12);
    });
    expect(sweep.lambda / lambda).toBeCloseTo(1, 12);
    expect(sweep.score).toBe(Math.max(...sweep.tried.map((step) => step.score)));
    expect(Math.abs(sweep.probe.objective - refitObjective)).toBeLessThan(1e-6 * refitObjective);
  });

  it("can keep the fit to train alone, score otherwise, and be cancelled", async () => {
    const { signal } = { signal: AbortSignal.abort() };
    await expect(sweepRegularization(train, validation, { signal })).rejects.toMatchObject({
      code: "cancelled",
    });
    const onlyFirst = ({ predictions }: { predictions: Int32Array }) =>
      predictions.filter((p) => p === 0).length;
    const sweep = await sweepRegularization(train, validation, { refit: false, score: onlyFirst });
    const alone = await fitLogisticRegression(train, { C: sweep.C });
    expect(sweep.probe.weights).toEqual(alone.weights);
    expect(sweep.score).toBe(onlyFirst({ predictions: predictLinear(alone, validation.embeddings) }));
  });

  it("keeps the stronger penalty of two that score alike", async () => {
    const sweep = await sweepRegularization(train, validation, { refit: false, score: () => 1 });
    expect(sweep.lambda).toBe(1e6);
    expect(sweep.tried.length).toBe(7 + 4);
  });
});
