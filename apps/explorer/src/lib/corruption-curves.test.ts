import { CORRUPTIONS } from "@clipscope/datasets/corruptions";
import { proportion } from "@clipscope/toolkit";
import { expect, test } from "vitest";
import { type Curves, countedKinds, curveOf, families, meanAt, meanErrors } from "./corruption-curves.js";

/** Two models, with 10 drawings a lot: the first loses one at each severity, the second none. */
const severities = (count: number) =>
  new Map(Array.from({ length: count }, (_, i) => [i + 1, [proportion(7 - i, 10), proportion(6, 10)]]));
const curves: Curves = {
  models: ["supervised", "mini"],
  images: 10,
  clean: [proportion(8, 10), proportion(6, 10)],
  byKind: new Map([
    ["fog", severities(5)],
    ["contrast", severities(5)],
    ["snow", severities(3)],
    ["saturate", severities(5)],
  ]),
};

test("only kinds that are complete and that papers count are in the means", () => {
  expect(countedKinds(curves).map(({ id }) => id)).toEqual(["fog", "contrast"]);
  expect(countedKinds({ ...curves, clean: undefined })).toEqual([]);
  expect([meanAt(curves, 0, 0), meanAt(curves, 5, 0), meanAt(curves, 5, 1)]).toEqual([0.8, 0.3, 0.6]);
  // Errors 3 + 4 + 5 + 6 + 7 of the first, five times 4 of the second.
  expect(meanErrors(curves)).toEqual([1, expect.closeTo(20 / 25, 12)]);
  expect(meanErrors({ ...curves, byKind: new Map() })).toEqual([Number.NaN, Number.NaN]);
});

test("a curve has the points that are known", () => {
  expect(curveOf(curves, "snow", 0).map(({ severity, value }) => [severity, value])).toEqual([
    [0, 0.8],
    [1, 0.7],
    [2, 0.6],
    [3, 0.5],
  ]);
  expect(curveOf(curves, "pixelate", 1)).toHaveLength(1);
});

test("every kind is in one family", () => {
  expect([...families().values()].flat().toSorted()).toHaveLength(CORRUPTIONS.length);
  expect([...families().keys()]).toEqual(["noise", "blur", "weather", "digital"]);
});
