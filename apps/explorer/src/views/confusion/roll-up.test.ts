import { expect, test } from "vitest";
import { rollUp, sharesOf } from "./roll-up.js";

const labels = Int32Array.from({ length: 300 }, (_, i) => i % 12);
const predictions = Int32Array.from(
  { length: 300 },
  (_, i) => (i % 12) * ((i * 7) % 3 === 0 ? 1 : 0) + ((i * 5) % 4),
);
const category = (c: number) => `c${c % 4}`;
const names = (of: (c: number) => string) => Array.from({ length: 12 }, (_, c) => of(c));
const known = predictions.map((p) => p % 12);

test("rolled-up counts are those of a plain grouping", () => {
  const { cells, categories } = rollUp(labels, known, names(category), "dataset");
  const counted = new Map<string, number>();
  for (const [i, label] of labels.entries()) {
    const cell = `${category(label)} ${category(known[i])}`;
    counted.set(cell, (counted.get(cell) ?? 0) + 1);
  }
  const flat = Array.from(counted, ([cell, n]) => `${cell} ${n}`).sort();
  expect(cells.map(({ row, column, n }) => `${categories[row]} ${categories[column]} ${n}`).sort()).toEqual(
    flat,
  );
});

test("shares of rows, columns and everything each add up to one", () => {
  const confusion = rollUp(
    labels,
    known,
    names((c) => `class ${c}`),
    "name",
  );
  const sums = (by: "row" | "column") => {
    const out = new Map<number, number>();
    const shares = sharesOf(confusion, by);
    confusion.cells.forEach((cell, i) => {
      out.set(cell[by], (out.get(cell[by]) ?? 0) + shares[i]);
    });
    return [...out.values()];
  };
  for (const sum of [...sums("row"), ...sums("column")]) expect(sum).toBeCloseTo(1, 12);
  expect(sharesOf(confusion, "total").reduce((a, b) => a + b)).toBeCloseTo(1, 12);
});

test("the order asked for is the order drawn", () => {
  const byName = rollUp(
    labels,
    known,
    names((c) => `class ${c}`),
    "name",
  ).categories;
  expect(byName).toEqual([...byName].sort((a, b) => a.localeCompare(b)));
  const byErrors = rollUp(
    labels,
    known,
    names((c) => `class ${c}`),
    "errors",
  );
  const wrong = byErrors.categories.map((_, place) =>
    byErrors.cells.reduce(
      (sum, { row, column, n }) => sum + (row !== column && (row === place || column === place) ? n : 0),
      0,
    ),
  );
  expect(wrong).toEqual([...wrong].sort((a, b) => b - a));
});
