import { describe, expect, it } from "vitest";
import golden from "../../goldens/evaluation.json";
import { classificationReport, type ReportLine } from "./classification-report.js";
import { reportTable, toCsv } from "./table.js";

type Theirs = Record<
  string,
  { precision: number; recall: number; "f1-score": number; support: number } | number
>;

function expectLine(ours: ReportLine, theirs: Theirs[string]) {
  const { precision, recall, "f1-score": f1, support } = theirs as Exclude<Theirs[string], number>;
  expect(ours.precision).toBeCloseTo(precision, 12);
  expect(ours.recall).toBeCloseTo(recall, 12);
  expect(ours.f1).toBeCloseTo(f1, 12);
  expect(ours.support).toBe(support);
}

describe("a classification report has scikit-learn's numbers", () => {
  it.each(golden.reports)("$name", (entry) => {
    for (const include of ["occurring", "all"] as const) {
      const theirs = entry[include] as Theirs;
      const ours = classificationReport(entry, { include });
      expect(ours.classes.map((line) => String(line.class))).toEqual(
        Object.keys(theirs).filter((key) => /^\d+$/.test(key)),
      );
      for (const line of ours.classes) expectLine(line, theirs[line.class]);
      expectLine(ours.macro, theirs["macro avg"]);
      expectLine(ours.weighted, theirs["weighted avg"]);
      expect(ours.accuracy).toBeCloseTo(theirs.accuracy as number, 12);
    }
  });

  it("with the names of the classes, as a table", () => {
    const report = classificationReport(
      { predictions: [0, 1, 1], labels: [0, 1, 0], classes: 3 },
      { names: ["cat", "dog", "emu"] },
    );
    expect(toCsv(reportTable(report)).split("\r\n")).toEqual([
      "class,precision,recall,f1,support",
      "cat,1,0.5,0.6666666666666666,2",
      "dog,0.5,1,0.6666666666666666,1",
      "accuracy,,,0.6666666666666666,3",
      "macro average,0.75,0.75,0.6666666666666666,3",
      expect.stringMatching(/^weighted average,0.83\d+,0.66\d+,0.66\d+,3$/),
      "",
    ]);
  });

  it("and says what is wrong", () => {
    const inputs = { predictions: [0, 3], labels: [0, 1], classes: 3 };
    expect(() => classificationReport(inputs)).toThrow(/prediction of row 1 is 3/);
    expect(() => classificationReport({ ...inputs, classes: 4 }, { names: ["a"] })).toThrow(
      /1 names for 4 classes/,
    );
  });
});
