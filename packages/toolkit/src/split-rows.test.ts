import { seededRandom } from "@clipscope/types";
import { describe, expect, it } from "vitest";
import golden from "../goldens/evaluation.json";
import { foldRows, splitRows } from "./split-rows.js";

const countsOf = (rows: Int32Array, labels: readonly number[], classes: number) => {
  const counts = new Array(classes).fill(0);
  for (const row of rows) counts[labels[row]]++;
  return counts;
};
const random = seededRandom(6);
const labels = Array.from({ length: 731 }, () => Math.floor(12 * random() ** 2));

describe("a stratified split", () => {
  it("holds each row once, in the numbers asked for, and each class's exact share rounded down or up", () => {
    for (const seed of [1, 2, 3]) {
      for (const fractions of [
        { train: 0.6, validation: 0.2, test: 0.2 },
        { train: 0.34, validation: 0.33, test: 0.33 },
        { train: 0.5, test: 0.1 },
      ]) {
        const split = splitRows({ labels }, { fractions, seed });
        const all = [...split.train, ...split.validation, ...split.test];
        expect(new Set(all).size).toBe(all.length);
        for (const name of ["train", "validation", "test"] as const) {
          const rows = split[name];
          const share = { validation: 0, ...fractions }[name];
          expect(Math.abs(rows.length - share * 731)).toBeLessThan(1);
          expect([...rows]).toEqual([...rows].sort((a, b) => a - b));
          countsOf(rows, labels, 12).forEach((count, c) => {
            const exact = (labels.filter((label) => label === c).length * rows.length) / 731;
            expect([Math.floor(exact), Math.ceil(exact)]).toContain(count);
          });
        }
      }
    }
  });

  it.each(golden.splits)(
    "of classes of $sizes takes as many test rows as scikit-learn's, to one row",
    (entry) => {
      const labels = entry.sizes.flatMap((size, c) => new Array(size).fill(c));
      const train = labels.length - entry.test;
      const { test } = splitRows({ labels }, { counts: { train, test: entry.test } });
      expect(test.length).toBe(entry.test);
      countsOf(test, labels, entry.sizes.length).forEach((count, c) => {
        expect(Math.abs(count - entry.counts[c])).toBeLessThanOrEqual(1);
        const exact = (entry.sizes[c] * entry.test) / labels.length;
        if (Number.isInteger(exact)) expect(count).toBe(entry.counts[c]);
      });
    },
  );

  it("depends on the seed alone", () => {
    expect(splitRows({ labels }, { seed: 9 })).toEqual(splitRows({ labels }, { seed: 9 }));
    expect(splitRows({ labels }, { seed: 9 })).not.toEqual(splitRows({ labels }, { seed: 10 }));
    const { train, validation, test } = splitRows({ labels: [0, 0, 0, 0, 0, 1, 1, 1, 1, 1] }, { seed: 1 });
    expect({ train: [...train], validation: [...validation], test: [...test] }).toEqual(golden.dealt);
  });

  it("keeps groups together, and classes nearly in proportion", () => {
    const groups = labels.map((label, row) => 1000 * (row % 3) + label * 20 + (row % 20));
    const split = splitRows({ labels, groups });
    const partOf = new Map<number, string>();
    for (const [name, rows] of Object.entries(split)) {
      for (const row of rows) {
        expect(partOf.get(groups[row]) ?? name).toBe(name);
        partOf.set(groups[row], name);
      }
    }
    expect(split.train.length + split.validation.length + split.test.length).toBe(731);
    expect(split.train.length / 731).toBeCloseTo(0.6, 1);
    for (let c = 0; c < 3; c++) {
      const size = labels.filter((label) => label === c).length;
      expect(countsOf(split.test, labels, 12)[c] / size).toBeCloseTo(0.2, 1);
    }
  });

  it("leaves out rows without a label, and takes counts", () => {
    const some = labels.map((label, row) => (row % 2 ? -1 : label));
    const { train, validation, test } = splitRows({ labels: some }, { counts: { train: 50, test: 20 } });
    expect([train.length, validation.length, test.length]).toEqual([50, 0, 20]);
    expect([...train, ...test].every((row) => row % 2 === 0)).toBe(true);
  });

  it("of many small classes is exact too", () => {
    const labels = Array.from({ length: 5000 }, (_, row) => row % 1700);
    const { train, validation, test } = splitRows({ labels });
    expect([train.length, validation.length, test.length]).toEqual([3000, 1000, 1000]);
    for (const [rows, share] of [
      [train, 0.6],
      [test, 0.2],
    ] as const) {
      const worst = countsOf(rows, labels, 1700).map((n, c) => Math.abs(n - share * (c < 1600 ? 3 : 2)));
      expect(Math.max(...worst)).toBeLessThan(1);
    }
  });

  it("says what is wrong", () => {
    const two = { train: 0.5, test: 0.6 };
    expect(() => splitRows({ labels }, { fractions: two })).toThrow(/their sum above 0 and at most 1/);
    expect(() => splitRows({ labels }, { counts: { test: 732 } })).toThrow(/at most the 731 labeled rows/);
    expect(() => splitRows({ labels }, { fractions: two, counts: {} })).toThrow(/not both/);
    expect(() => splitRows({ labels }, { fractions: { valid: 0.2 } as object })).toThrow(/no option "valid"/);
    expect(() => splitRows({ labels, groups: [1] })).toThrow(/1 groups for 731 labels/);
    expect(() => splitRows({ labels: [0, 0.5] })).toThrow(/Row 1 has the label 0.5/);
    expect(() => splitRows({ labels: [-1, -1] })).toThrow(/No row has a label/);
    expect(() => splitRows(labels as never)).toThrow(/takes named arguments/);
  });
});

describe("folds", () => {
  it("are of equal size, stratified, and -1 for a row without a label", () => {
    const some = labels.map((label, row) => (row === 5 ? -1 : label));
    const fold = foldRows({ labels: some }, { folds: 7 });
    expect(fold[5]).toBe(-1);
    for (let f = 0; f < 7; f++) {
      const rows = Int32Array.from(fold.keys()).filter((row) => fold[row] === f);
      expect(Math.abs(rows.length - 730 / 7)).toBeLessThan(1);
      countsOf(rows, some, 12).forEach((count, c) => {
        expect(Math.abs(count - some.filter((label) => label === c).length / 7)).toBeLessThan(1 + 1e-9);
      });
    }
    expect(() => foldRows({ labels }, { folds: 1 })).toThrow(/folds is 1/);
  });
});
