import type { Embeddings } from "@clipscope/types";
import { takeRows } from "@clipscope/types";
import { describe, expect, it } from "vitest";
import { fitLogisticRegression } from "./probes/logistic-regression.js";
import { sweepRegularization } from "./probes/sweep.js";
import { labeledSet, trainAndValidation } from "./splits.js";

const rows = (...values: number[]): Embeddings => ({
  data: Float32Array.from(values),
  rows: values.length,
  cols: 1,
});
const train = labeledSet("train", rows(1, 2, 3), [0, 1, 1], 2);
const validation = labeledSet("validation", rows(4, 5), [1, 0], 2);
const test = labeledSet("test", rows(6), [1], 2);

describe("train, validation and test cannot be mixed up", () => {
  it("by their types, and in plain JavaScript by an error", async () => {
    // @ts-expect-error: nothing is fitted to the test split
    await expect(fitLogisticRegression(test)).rejects.toThrow(
      /Expected the train or train\+validation split/,
    );
    // @ts-expect-error: nothing is fitted to validation alone
    await expect(fitLogisticRegression(validation)).rejects.toThrow(/got the validation split/);
    // @ts-expect-error: nothing is chosen on the test split
    await expect(sweepRegularization(train, test)).rejects.toThrow(/Expected the validation split/);
    // @ts-expect-error: the order of the splits counts
    expect(() => trainAndValidation(validation, train)).toThrow(/Expected the train split/);
    const both = trainAndValidation(train, validation);
    // @ts-expect-error: what validation is part of cannot be swept over on validation again
    await expect(sweepRegularization(both, validation)).rejects.toThrow(/train\+validation/);
  });

  it("nor can the same rows be two splits", async () => {
    const same = labeledSet("validation", train.embeddings, train.labels, 2);
    await expect(sweepRegularization(train, same)).rejects.toThrow(/hold the same rows/);
    const { data } = train.embeddings;
    const part = labeledSet("validation", { data: data.subarray(1), rows: 2, cols: 1 }, [0, 1], 2);
    expect(() => trainAndValidation(train, part)).toThrow(/hold the same rows/);
  });

  it("train and validation join in that order", () => {
    const both = trainAndValidation(train, validation);
    expect(both.split).toBe("train+validation");
    expect(Array.from(both.embeddings.data)).toEqual([1, 2, 3, 4, 5]);
    expect(Array.from(both.labels)).toEqual([0, 1, 1, 1, 0]);
  });

  it("rows are taken by whole numbers within range", () => {
    const embeddings = { data: Float32Array.of(1, 2, 3, 4), rows: 2, cols: 2 };
    expect([...takeRows(embeddings, [1, 1, 0]).data]).toEqual([3, 4, 3, 4, 1, 2]);
    for (const row of [2, -1, 0.5])
      expect(() => takeRows(embeddings, [row])).toThrow(`Row ${row} is out of range`);
  });

  it("and a split says what is wrong with it", () => {
    expect(() => labeledSet("train", rows(), [], 2)).toThrow(/train split is empty/);
    expect(() => labeledSet("train", rows(1), [0, 1], 2)).toThrow(/1 embeddings but 2 labels/);
    expect(() => labeledSet("train", rows(1), [2], 2)).toThrow(/label of row 0 is 2/);
    expect(() => labeledSet("train", rows(1, Number.NaN), [0, 1], 2)).toThrow(/row 1 holds NaN/);
    const wide = labeledSet("validation", { data: new Float32Array(2), rows: 1, cols: 2 }, [0], 2);
    expect(() => trainAndValidation(train, wide)).toThrow(/1 columns and validation embeddings have 2/);
    const more = labeledSet("validation", rows(1), [0], 3);
    expect(() => trainAndValidation(train, more)).toThrow(/2 classes and the validation split 3/);
  });
});
