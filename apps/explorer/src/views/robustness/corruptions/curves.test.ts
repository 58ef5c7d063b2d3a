import { CORRUPTIONS } from "@clipscope/datasets/corruptions";
import type { CorruptionScores } from "@clipscope/study";
import { proportion } from "@clipscope/toolkit";
import { expect, test } from "vitest";
import { curveOf, curvesFrom, families, kindsOf, meanAt } from "./curves.js";

/** Two models on ten drawings: the first loses one at each severity, the second none. */
const severities = (kind: CorruptionScores["kind"], count: number): CorruptionScores[] =>
  Array.from({ length: count }, (_, i) => ({
    ...(kind && { kind }),
    severity: i + 1,
    accuracies: [proportion(7 - i, 10), proportion(6, 10)],
  }));
const scores = [
  { severity: 0, accuracies: [proportion(8, 10), proportion(6, 10)] },
  ...severities("fog", 5),
  ...severities("contrast", 5),
  ...severities("snow", 3),
  ...severities("saturate", 5),
];
const curves = curvesFrom(["supervised", "mini"], scores);
const [supervised, mini] = curves.models;

test("only kinds that are complete and that papers count are in the means", () => {
  expect(curves.counted.map(({ id }) => id)).toEqual(["fog", "contrast"]);
  expect(curvesFrom(["supervised", "mini"], scores.slice(1)).models).toEqual([]);
  const means = [meanAt(curves, supervised, 0), meanAt(curves, supervised, 5), meanAt(curves, mini, 5)];
  expect(means).toEqual([0.8, 0.3, 0.6]);
  // Errors 3 + 4 + 5 + 6 + 7 of the first, five times 4 of the second.
  expect(supervised.meanCorruptionError).toBe(1);
  expect(mini.meanCorruptionError).toBeCloseTo(20 / 25, 12);
  expect(
    curvesFrom(["supervised", "mini"], scores.slice(0, 1)).models[1].meanCorruptionError,
  ).toBeUndefined();
});

test("a curve has the points that are known", () => {
  expect(curveOf(supervised, "snow").map(({ severity, value }) => [severity, value])).toEqual([
    [0, 0.8],
    [1, 0.7],
    [2, 0.6],
    [3, 0.5],
  ]);
  expect(curveOf(mini, "pixelate")).toHaveLength(1);
});

test("every kind is in one family, and the smallest choice has one of each", () => {
  expect([...families(CORRUPTIONS).values()].flat().toSorted()).toHaveLength(CORRUPTIONS.length);
  expect([...families(CORRUPTIONS).keys()]).toEqual(["noise", "blur", "weather", "digital"]);
  expect(kindsOf("few").map(({ family }) => family)).toEqual(["noise", "blur", "weather", "digital"]);
  expect([kindsOf("mean").length, kindsOf("all").length]).toEqual([15, 19]);
});
