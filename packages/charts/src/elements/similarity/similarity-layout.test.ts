import { describe, expect, test } from "vitest";
import { layOutSimilarity, slope, textsAreListed } from "./similarity-layout.js";

const measures = {
  width: 560,
  height: 420,
  rows: 8,
  cols: 8,
  longestText: 90,
  longestName: 60,
  pictures: true,
};

describe.each([
  ["2 × 2", { rows: 2, cols: 2 }],
  ["8 × 8", {}],
  ["40 × 40", { rows: 40, cols: 40 }],
  ["3 images × 40 texts", { rows: 3, cols: 40 }],
  ["40 images × 2 texts, by name", { rows: 40, cols: 2, pictures: false }],
  ["8 × 8 on a phone", { width: 358, height: 380 }],
])("%s", (_, changes) => {
  const all = { ...measures, ...changes };
  test.each([true, false])("all cells are inside, texts listed: %s", (listed) => {
    const { left, top, cell, picture, names } = layOutSimilarity(all, listed);
    expect(cell).toBeGreaterThanOrEqual(5);
    expect(left - Math.max(picture, names)).toBeGreaterThanOrEqual(0);
    expect(left + all.cols * cell).toBeLessThanOrEqual(all.width);
    expect(top + all.rows * cell).toBeLessThanOrEqual(all.height);
    const lastText = left + (all.cols - 0.5) * cell + all.longestText * Math.cos(slope);
    if (!listed) expect(lastText).toBeLessThanOrEqual(all.width + 0.5);
  });
});

test("short texts stand above their columns; long ones, and those of narrow columns, are listed", () => {
  expect(textsAreListed(measures)).toBe(false);
  expect(textsAreListed({ ...measures, longestText: 240 })).toBe(true);
  expect(textsAreListed({ ...measures, rows: 40, cols: 40 })).toBe(true);
  expect(textsAreListed({ ...measures, width: 300, height: 900, longestText: 230 })).toBe(true);
});

test("few cells do not become larger than a figure needs", () => {
  const { cell, picture } = layOutSimilarity({ ...measures, rows: 1, cols: 2 }, false);
  expect([cell, picture]).toEqual([72, 56]);
});
