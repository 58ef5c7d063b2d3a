import { describe, expect, it } from "vitest";
import golden from "../../goldens/metrics.json";
import { labeledSet } from "../splits.js";
import { brierScore, negativeLogLikelihood } from "./proper-scores.js";
import { expectedCalibrationError, reliabilityCurve } from "./reliability.js";
import { fitTemperature } from "./temperature.js";

const { labels, confidences, correct } = golden.calibration;
const matrix = (rows: number[][]) => ({
  data: Float64Array.from(rows.flat()),
  rows: rows.length,
  cols: rows[0].length,
});
const logits = matrix(golden.calibration.logits);
const probabilities = matrix(golden.calibration.probabilities);

describe("calibration agrees with scikit-learn", () => {
  it.each(golden.calibration.curves)("in $bins bins of equal $by", ({ by, bins, ...expected }) => {
    const options = { bins, by: by as "width" | "mass" };
    const curve = reliabilityCurve({ confidences, correct }, options);
    expect(curve.length).toBe(bins);
    expect(curve.filter(({ confidence }) => confidence === undefined).every(({ count }) => count === 0)).toBe(
      true,
    );
    const filled = curve.filter(({ count }) => count > 0);
    expect(filled.map(({ count }) => count)).toEqual(expected.counts);
    filled.forEach(({ accuracy, confidence = Number.NaN, low, high }, i) => {
      expect(accuracy).toBeCloseTo(expected.accuracy[i], 12);
      expect(confidence).toBeCloseTo(expected.confidence[i], 12);
      expect(confidence >= low && confidence <= high).toBe(true);
    });
    expect(expectedCalibrationError({ confidences, correct }, options)).toBeCloseTo(expected.error, 12);
  });

  it("in Brier's score and the log-likelihood", () => {
    expect(brierScore({ probabilities, labels })).toBeCloseTo(golden.calibration.brier, 12);
    expect(negativeLogLikelihood({ logits, labels })).toBeCloseTo(golden.calibration.logLoss, 12);
    expect(negativeLogLikelihood({ logits, labels })).toBeCloseTo(golden.calibration.crossEntropy, 12);
  });

  it("and the temperature is SciPy's minimum of PyTorch's cross-entropy", () => {
    const rows = { ...logits, data: Float32Array.from(logits.data) };
    const validation = labeledSet("validation", rows, labels, 6);
    const fitted = fitTemperature(validation, (given) => given);
    expect(fitted.temperature / golden.calibration.temperature).toBeCloseTo(1, 7);
    expect(fitted.after).toBeCloseTo(golden.calibration.after, 12);
    expect(fitted.before).toBeCloseTo(golden.calibration.crossEntropy, 12);
    expect(fitted.atLimit).toBe(false);
    const test = labeledSet("test", rows, labels, 6);
    // @ts-expect-error: no temperature is fitted to the test split
    expect(() => fitTemperature(test, (given) => given)).toThrow(/Expected the validation split/);
  });
});

describe("calibration at its limits", () => {
  it("a likelihood loses nothing where the probability is 0 in floating point", () => {
    expect(negativeLogLikelihood({ logits: matrix([[0, 2000]]), labels: [0] })).toBe(2000);
  });

  it("says that no temperature is best where every row is right, or where a guess would be better", () => {
    const rows = { data: Float32Array.of(1, 0, 0, 1), rows: 2, cols: 2 };
    const right = fitTemperature(labeledSet("validation", rows, [0, 1], 2), (given) => given);
    expect(right).toMatchObject({ atLimit: true });
    const wrong = fitTemperature(labeledSet("validation", rows, [1, 0], 2), (given) => given);
    expect(wrong).toMatchObject({ atLimit: true });
    expect([right.temperature < 1, wrong.temperature > 1]).toEqual([true, true]);
  });

  it("says what is wrong with its input", () => {
    expect(() => reliabilityCurve({ confidences: [1.2], correct: [1] })).toThrow(
      /confidence of row 0 is 1.2/,
    );
    expect(() => reliabilityCurve({ confidences: [0.2], correct: [1] }, { bins: 0 })).toThrow(/bins is 0/);
    expect(() => reliabilityCurve({ confidences: [], correct: [] })).toThrow(/nothing to score/);
    expect(() => brierScore({ probabilities, labels: [1] })).toThrow(/300 predictions but 1 labels/);
    expect(() => negativeLogLikelihood({ logits: matrix([[1, 2]]), labels: [2] })).toThrow(
      /label of row 0 is 2/,
    );
  });
});
