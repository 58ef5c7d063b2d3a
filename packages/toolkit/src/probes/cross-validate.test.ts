import { describe, expect, it } from "vitest";
import golden from "../../goldens/evaluation.json";
import { findLabelErrors } from "../finding/label-errors.js";
import { crossValidate, logisticFolds } from "./cross-validate.js";

const { classes, labels, fold, C } = golden.crossValidation;
const rows = golden.crossValidation.embeddings;
const embeddings = { data: Float32Array.from(rows.flat()), rows: rows.length, cols: rows[0].length };
const inputs = { embeddings, labels, classes };

describe("cross-validation", () => {
  it("gives scikit-learn's out-of-sample probabilities with its folds", async () => {
    const found = await crossValidate(inputs, {
      folds: fold,
      method: logisticFolds({ C, tolerance: 1e-10 }),
    });
    const expected = golden.crossValidation.probabilities.flat();
    const apart = expected.map((value, i) => Math.abs(value - found.probabilities.data[i]));
    expect(Math.max(...apart)).toBeLessThan(1e-6);
    expect(found).toMatchObject({ folds: 4, fold: Int32Array.from(fold) });
    const best = golden.crossValidation.probabilities.map((row) => row.indexOf(Math.max(...row)));
    expect([...found.predictions]).toEqual(best);
  });

  it("never shows a row to the probe that judges it: a wrong label is found out", async () => {
    const wrong = labels.map((label, row) => (row === 7 ? (label + 1) % classes : label));
    const apart = {
      ...embeddings,
      data: embeddings.data.map((value, i) => value + 20 * Number(labels[Math.floor(i / 5)] === i % 5)),
    };
    const { probabilities } = await crossValidate({ embeddings: apart, labels: wrong, classes });
    const found = findLabelErrors({ probabilities, labels: wrong });
    expect([...found.rows]).toEqual([7]);
    expect([...found.suggested]).toEqual([labels[7]]);
  });

  it("keeps groups in one fold, reports progress, can be cancelled", async () => {
    const groups = labels.map((_, row) => Math.floor(row / 4));
    const seen: number[] = [];
    const { fold } = await crossValidate(
      { ...inputs, groups },
      { folds: 3, onProgress: ({ done }) => seen.push(done) },
    );
    expect(groups.every((group, row) => fold[row] === fold[4 * group])).toBe(true);
    expect(seen).toEqual([0, 1, 2, 3]);
    await expect(crossValidate(inputs, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
  });

  it("says what is wrong", async () => {
    await expect(crossValidate({ ...inputs, labels: [...labels.slice(1), -1] })).rejects.toThrow(
      /Row 59 has no label/,
    );
    await expect(crossValidate(inputs, { folds: [0, 1] })).rejects.toThrow(/2 of 60 rows/);
    await expect(crossValidate(inputs, { folds: labels.map(() => 0) })).rejects.toThrow(/has 1 folds/);
    await expect(crossValidate(inputs, { fold: 3 } as object)).rejects.toThrow(/no option "fold"/);
  });
});
