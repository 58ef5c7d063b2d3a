import { describe, expect, it } from "vitest";
import golden from "../../goldens/evaluation.json";
import { auroc, aurocOneVsRest } from "./auroc.js";

const scores = {
  data: Float64Array.from(golden.oneVsRest.scores.flat()),
  rows: golden.oneVsRest.scores.length,
  cols: 4,
};
const { labels } = golden.oneVsRest;

describe("the area under the ROC curve", () => {
  it.each(golden.auroc)("is scikit-learn's, its interval DeLong's: $name", (entry) => {
    const found = auroc(entry);
    expect(found?.value).toBeCloseTo(entry.value, 12);
    expect(found?.relevant).toBe(entry.relevant.filter((mark) => mark === 1).length);
    for (const [level, [low, high]] of Object.entries(entry.intervals)) {
      const { low: ours, high: above } = auroc(entry, { level: Number(level) }) ?? {};
      expect(ours).toBeCloseTo(low, 6); // the reference has float32 ranks
      expect(above).toBeCloseTo(high, 6);
    }
  });

  it("of several classes against the rest is scikit-learn's, plain and weighted", () => {
    const macro = aurocOneVsRest({ scores, labels });
    expect(macro?.value).toBeCloseTo(golden.oneVsRest.macro, 12);
    golden.oneVsRest.perClass.forEach((area, c) => {
      expect(macro?.perClass[c]).toBeCloseTo(area, 12);
    });
    const weighted = aurocOneVsRest({ scores, labels }, { average: "weighted" });
    expect(weighted?.value).toBeCloseTo(golden.oneVsRest.weighted, 12);
  });

  it("counts every pair of a relevant row and another, ties as half", () => {
    const [mine, theirs] = [
      [1, 2, 2, 5],
      [0, 2, 3],
    ];
    const wins = mine.flatMap((a) => theirs.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
    const expected = wins.reduce((sum: number, win) => sum + win, 0) / wins.length;
    expect(auroc({ scores: [...mine, ...theirs], relevant: [1, 1, 1, 1, 0, 0, 0] })?.value).toBeCloseTo(
      expected,
      14,
    );
  });

  it("is undefined for rows of one kind, and leaves out classes without a row", () => {
    expect(auroc({ scores: [1, 2], relevant: [1, 1] })).toBeUndefined();
    const two = aurocOneVsRest({
      scores: { data: Float64Array.of(3, 1, 0, 1, 3, 0), rows: 2, cols: 3 },
      labels: [0, 1],
    });
    expect(two).toEqual({ value: 1, average: "macro", perClass: Float64Array.of(1, 1, Number.NaN) });
    const one = { data: Float64Array.of(1, 2), rows: 2, cols: 1 };
    expect(aurocOneVsRest({ scores: one, labels: [0, 0] })).toBeUndefined();
  });

  it("says what is wrong with its input", () => {
    expect(() => auroc({ scores: [1, Number.NaN], relevant: [0, 1] })).toThrow(/Row 1 has the score NaN/);
    expect(() => auroc({ scores: [1, 2], relevant: [0, 2] })).toThrow(/marked 2/);
    expect(() => aurocOneVsRest({ scores, labels }, { average: "micro" as never })).toThrow(
      /average is "micro"/,
    );
    expect(() => aurocOneVsRest({ scores, labels: [1] })).toThrow(/100 predictions but 1 labels/);
  });
});
