import { expect, it } from "vitest";
import golden from "../../goldens/geometry.json";
import { calibrationByShift } from "./calibration-by-shift.js";

const { labels, temperature, bins, shifts } = golden.calibration;
const input = shifts.map(({ logits }, i) => ({
  shift: `noise ${i}`,
  logits: { data: Float64Array.from(logits.flat()), rows: labels.length, cols: 5 },
  labels,
}));

it("gives each shift scikit-learn's and NumPy's scores at one temperature for all", () => {
  const results = calibrationByShift(input, { temperature, bins });
  results.forEach((result, i) => {
    const { logits: _, ...expected } = shifts[i];
    for (const [name, value] of Object.entries(expected)) {
      expect(result[name as keyof typeof expected], name).toBeCloseTo(value, 12);
    }
    expect(result.overconfidence).toBeCloseTo(expected.confidence - expected.accuracy, 12);
    expect(result.curve.reduce((sum, { count }) => sum + count, 0)).toBe(labels.length);
  });
  expect(results[1].overconfidence).toBeGreaterThan(results[0].overconfidence);
});

it("changes no prediction by its temperature, and refuses one that is not above 0", () => {
  const accuracies = [1, 10].map((t) => calibrationByShift(input, { temperature: t }).map((r) => r.accuracy));
  expect(accuracies[1]).toEqual(accuracies[0]);
  expect(() => calibrationByShift(input, { temperature: 0 })).toThrow(/temperature is 0/);
});

it("is too sure by 0.38 in the example of its documentation", () => {
  const logits = { data: Float64Array.of(2, 0, 2, 0), rows: 2, cols: 2 };
  const [flat] = calibrationByShift([{ shift: "flat", logits, labels: [0, 1] }]);
  expect(flat.overconfidence).toBeCloseTo(1 / (1 + Math.exp(-2)) - 0.5, 12);
});
