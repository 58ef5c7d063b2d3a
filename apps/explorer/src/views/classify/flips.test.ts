import type { Scores } from "@clipscope/study";
import { expect, test } from "vitest";
import { flipsBetween } from "./flips.js";

/** Scores of some rows; `label` and `predicted` are indices into the names. */
function scores(
  names: readonly string[],
  judged: readonly [row: number, label: number, predicted: number][],
): Scores {
  return {
    classes: names.map((name) => ({ names: [name] })),
    rows: Int32Array.from(judged, ([row]) => row),
    labels: Int32Array.from(judged, ([, label]) => label),
    predictions: Int32Array.from(judged, ([, , predicted]) => predicted),
  } as unknown as Scores;
}

test("images that became wrong come first, then those that became right, then other changes", () => {
  const before = scores(
    ["cat", "dog", "fish"],
    [
      [10, 0, 0],
      [11, 0, 1],
      [12, 1, 1],
      [13, 2, 0],
      [14, 2, 2],
      [15, 0, 0],
    ],
  );
  const after = scores(
    ["cat", "hound", "fish"],
    [
      [10, 0, 2],
      [11, 0, 0],
      [12, 1, 1],
      [13, 2, 1],
      [14, 2, 2],
    ],
  );
  expect(flipsBetween(before, after)).toEqual({
    all: [
      { row: 10, kind: "broken", before: "cat", after: "fish" },
      { row: 11, kind: "fixed", before: "dog", after: "cat" },
      { row: 13, kind: "other", before: "cat", after: "hound" },
    ],
    fixed: 1,
    broken: 1,
    compared: 5,
  });
});

test("renaming a class whose images stay right is not a change", () => {
  const before = scores(["cat", "dog"], [[1, 1, 1]]);
  expect(flipsBetween(before, scores(["cat", "hound"], [[1, 1, 1]])).all).toEqual([]);
});
