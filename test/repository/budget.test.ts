import { expect, test } from "vitest";
import { budget } from "../budget.js";

test("the budget adds up the files of each part, the longest part first", () => {
  const files = [
    { path: "packages/core/src/clip.test.ts", milliseconds: 1500, tests: 3 },
    { path: "packages/core/src/tokenizer/bpe.test.ts", milliseconds: 2500, tests: 4 },
    { path: "datasets/src/card.test.ts", milliseconds: 100, tests: 1 },
    { path: "test/e2e/core.test.ts", milliseconds: 61_000, tests: 10 },
  ];
  expect(budget(files, 63_400).split("\n")).toEqual([
    "Time by part (files run side by side; 1 min 3 s of the 20 minutes that npm test may take):",
    "  test/e2e          61.0 s     10 tests  longest: test/e2e/core.test.ts 61.0 s",
    "  packages/core      4.0 s      7 tests  longest: packages/core/src/tokenizer/bpe.test.ts 2.5 s",
    "  datasets           0.1 s      1 tests  longest: datasets/src/card.test.ts 0.1 s",
    "  all               65.1 s     18 tests",
  ]);
});
