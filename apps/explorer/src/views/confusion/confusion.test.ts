import type { RowSet, Scores } from "@clipscope/study";
import fc from "fast-check";
import { expect, test } from "vitest";
import { blocksOf, categoriesOf, OTHER, parentOf } from "./categories.js";
import { changesOf, factsOf, itemsOf } from "./cell.js";
import { type Confusion, confusionOf, type Shown } from "./confusion.js";
import { fullCsv, sparseCsv } from "./files.js";
import { type Level, titlesOf } from "./levels.js";
import { judgedRows } from "./runs.js";

/** Classes in groups of four, and groups in halves: class 13 is in group 3, in half 1. */
function levelsOver(classes: number): Level[] {
  const over = (column: string, size: number): Level => {
    const values = Array.from({ length: Math.ceil(classes / size) }, (_, i) => `${column} ${i}`);
    const of = Int32Array.from({ length: classes }, (_, c) => Math.floor(c / size));
    return { column, title: column, of, names: values, ids: values };
  };
  const own = Array.from({ length: classes }, (_, c) => `class ${c}`);
  const base = { column: "", title: "Class", of: Int32Array.from(own.keys()), names: own, ids: own };
  return [base, over("group", 4), over("half", Math.ceil(classes / 2))];
}

const plain: Shown = {
  by: "",
  toggled: [],
  order: "dataset",
  share: "none",
  scale: "root",
  hideDiagonal: false,
  top: 0,
};

const all = { has: () => true } as unknown as RowSet;

function scoresOf(labels: readonly number[], predictions: readonly number[], classes: number): Scores {
  return {
    classes: Array.from({ length: classes }, (_, c) => ({ names: [`class ${c}`] })),
    rows: Int32Array.from(labels.keys()),
    labels: Int32Array.from(labels),
    predictions: Int32Array.from(predictions),
  } as unknown as Scores;
}

function matrixOf(
  labels: readonly number[],
  predictions: readonly number[],
  classes: number,
  shown: Partial<Shown> = {},
  before?: readonly number[],
): Confusion {
  const second = before && { scores: scoresOf(labels, before, classes), classes: [] };
  const judged = judgedRows({ scores: scoresOf(labels, predictions, classes), classes: [] }, all, second);
  const made = confusionOf(judged, levelsOver(classes), { ...plain, ...shown }, undefined);
  if (!made) throw new Error("There is no matrix.");
  return made;
}

const runs = fc.integer({ min: 5, max: 24 }).chain((classes) =>
  fc.record({
    classes: fc.constant(classes),
    items: fc.array(fc.tuple(fc.nat(classes - 1), fc.nat(classes - 1), fc.nat(classes - 1)), {
      minLength: 1,
      maxLength: 80,
    }),
    by: fc.constantFrom("", "group", "half"),
    toggled: fc.uniqueArray(fc.constantFrom("group/group 0", "group/group 1", "half/half 0", "half/half 1")),
    order: fc.constantFrom("dataset", "name", "errors", "confusion"),
    top: fc.constantFrom(0, 2, 3),
  }),
);

test("at every level, fold, order and number of categories the counts equal those of a plain count", () => {
  fc.assert(
    fc.property(runs, ({ classes, items, ...shown }) => {
      const labels = items.map(([label]) => label);
      const predictions = items.map(([, prediction]) => prediction);
      const made = matrixOf(labels, predictions, classes, shown);
      const { categories, data } = made;
      const name = new Map(categories.flatMap((each) => each.classes.map((c) => [c, each.name] as const)));
      expect(name.size).toBe(classes);
      const counted = new Map<string, number>();
      for (const [i, label] of labels.entries()) {
        const cell = `${name.get(label)} > ${name.get(predictions[i])}`;
        counted.set(cell, (counted.get(cell) ?? 0) + 1);
      }
      const drawn = data.cells.map(({ row, column, n }) => [
        `${categories[row].name} > ${categories[column].name}`,
        n,
      ]);
      expect(new Map(drawn as [string, number][])).toEqual(counted);
      const right = labels.filter((label, i) => label === predictions[i]).length;
      const facts = data.cells.map(({ row, column }) => factsOf(made, { row, column }));
      expect(facts.reduce((sum, each) => sum + each.right, 0)).toBe(right);
    }),
  );
});

test("a cell of a difference opens exactly the images that came into it or left it", () => {
  fc.assert(
    fc.property(runs, ({ classes, items, by, toggled }) => {
      const [labels, now, before] = [0, 1, 2].map((k) => items.map((item) => item[k]));
      const made = matrixOf(labels, now, classes, { by, toggled }, before);
      const { difference, categories } = made;
      if (!difference) throw new Error("There is no difference.");
      const place = new Map(categories.flatMap((each, at) => each.classes.map((c) => [c, at] as const)));
      for (const [i, cell] of difference.cells.entries()) {
        const isIn = (run: readonly number[]) => (item: number) =>
          place.get(labels[item]) === cell.row && place.get(run[item]) === cell.column;
        const [came, left] = [isIn(now), isIn(before)];
        const items = [...labels.keys()];
        const { opened } = itemsOf(made, cell);
        expect(opened).toEqual(items.filter((item) => came(item) !== left(item)));
        expect(difference.values[i]).toBe(items.filter(came).length - items.filter(left).length);
      }
      const changes = changesOf(made);
      const hits = (run: readonly number[]) => run.filter((guess, i) => guess === labels[i]).length;
      expect(changes?.gained.length).toBe(
        labels.filter((label, i) => now[i] === label && before[i] !== label).length,
      );
      expect((changes?.now ?? 0) * labels.length).toBeCloseTo(hits(now), 9);
      expect((changes?.before ?? 0) * labels.length).toBeCloseTo(hits(before), 9);
    }),
  );
});

test("a parent folds alone: the others stay as they are", () => {
  const names = (by: string, toggled: string[]) =>
    categoriesOf(levelsOver(12), { by, toggled }).map(({ name }) => name);
  expect(names("half", [])).toEqual(["half 0", "half 1"]);
  // Groups of four and halves of six: group 1 has classes in both.
  expect(names("group", [])).toEqual(["group 0", "group 1", "group 2"]);
  expect(names("group", ["group/group 2"])).toEqual([
    "group 0",
    "group 1",
    ...[8, 9, 10, 11].map((c) => `class ${c}`),
  ]);
  expect(names("", ["group/group 0"])).toEqual([
    "group 0",
    ...[4, 5, 6, 7, 8, 9, 10, 11].map((c) => `class ${c}`),
  ]);
  const levels = levelsOver(12);
  const [first] = categoriesOf(levels, { by: "", toggled: [] });
  expect(parentOf(first, levels)).toEqual({ id: "group/group 0", name: "group 0" });
});

test("neighbors of one parent are a block, and a folded parent is a block of its own", () => {
  const levels = levelsOver(8);
  const categories = categoriesOf(levels, { by: "", toggled: ["group/group 0"] });
  expect(blocksOf(categories, levels)[0]).toEqual([
    { name: "group 0", from: 0, to: 1 },
    { name: "group 1", from: 1, to: 5 },
  ]);
});

test("the categories that are not listed form one, at the end", () => {
  const labels = [0, 0, 0, 1, 1, 2, 3, 4];
  const made = matrixOf(labels, [1, 1, 0, 0, 1, 2, 3, 4], 5, { top: 2 });
  expect(made.categories.map(({ id }) => id)).toEqual(["/class 0", "/class 1", OTHER]);
  expect(made.data.other).toBe(2);
  expect(factsOf(made, { row: 2, column: 2 })).toMatchObject({ n: 3, right: 3 });
});

test("two thousand classes are counted and put in order by each rule", () => {
  const n = 2000;
  const labels = Array.from({ length: 3 * n }, (_, i) => i % n);
  const predictions = labels.map((label, i) => (i % 7 === 0 ? (label * 13 + 5) % n : label));
  const errors = labels.filter((label, i) => label !== predictions[i]).length;
  for (const order of ["dataset", "name", "errors", "confusion"] as const) {
    const { categories, data, labels: own, now } = matrixOf(labels, predictions, n, { order });
    expect(new Set(categories.map(({ id }) => id)).size).toBe(n);
    const off = data.cells.filter(({ row, column }) => row !== column);
    expect(off.reduce((sum, cell) => sum + cell.n, 0)).toBe(errors);
    expect(own.filter((label, i) => label !== now.predictions[i])).toHaveLength(errors);
  }
});

test("the files hold every image once", () => {
  const labels = [0, 0, 1, 2, 2, 2];
  const made = matrixOf(labels, [0, 1, 1, 2, 0, 2], 3);
  expect(sparseCsv(made).trim().split(/\r?\n/)).toEqual([
    "true,predicted,images,share of the true class,share of the prediction,share of all images",
    expect.stringMatching(/^class 0,class 0,1,0\.5,0\.5,0\.1666/),
    expect.stringMatching(/^class 0,class 1,1,0\.5,0\.5,/),
    expect.stringMatching(/^class 1,class 1,1,1,0\.5,/),
    expect.stringMatching(/^class 2,class 0,1,0\.333/),
    expect.stringMatching(/^class 2,class 2,2,0\.666\d+,1,/),
  ]);
  expect(fullCsv(made).trim().split(/\r?\n/).slice(1)).toEqual([
    "class 0,1,1,0",
    "class 1,0,1,0",
    "class 2,1,0,2",
  ]);
});

test("slugs become words, other values stay as they are", () => {
  expect(titlesOf(["food-asian", "alphanum"])).toEqual(["Food asian", "Alphanum"]);
  expect(titlesOf(["a person at work", "face-hat"])).toEqual(["a person at work", "face hat"]);
  expect(titlesOf(["Animals & nature", "n01440764"])).toEqual(["Animals & nature", "n01440764"]);
});
