import { percent } from "@clipscope/charts";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Use } from "../uses.js";
import { headlineOf } from "./headline.js";
import { shiftBars } from "./shift-bars.js";
import { shiftTable } from "./shift-table.js";

const USES: readonly (Use | undefined)[] = ["training", "validation", "evaluation", undefined];

/** A column of up to six values, with scored rows: each with a code, a label and a prediction; -1 for none. */
const scored = fc.record({
  uses: fc.array(fc.constantFrom(...USES), { minLength: 1, maxLength: 6 }),
  images: fc.array(fc.tuple(fc.integer({ min: -1, max: 5 }), fc.integer({ min: -1, max: 2 }), fc.nat(2)), {
    maxLength: 60,
  }),
});

function tableOf({ uses, images }: { uses: (Use | undefined)[]; images: [number, number, number][] }) {
  const values = uses.map((_, i) => `value ${i}`);
  const codes = Int32Array.from(images, ([code]) => (code < values.length ? code : -1));
  const known = values.flatMap((value, i) => (uses[i] ? [[value, uses[i]] as const] : []));
  const scores = {
    rows: Int32Array.from(images.keys()),
    labels: Int32Array.from(images, ([, label]) => label),
    predictions: Int32Array.from(images, ([, , prediction]) => prediction),
  };
  const column = { kind: "category", title: "style", values, codes } as const;
  return { table: shiftTable(column, scores, { uses: new Map(known) }), codes, scores, values };
}

test("a row counts its value's labeled images, right and wrong, in the order of the column", () => {
  fc.assert(
    fc.property(scored, (given) => {
      const { table, codes, scores, values } = tableOf(given);
      const labeled = [...codes.keys()].filter((row) => scores.labels[row] >= 0);
      expect((table?.rows ?? []).map(({ value }) => value)).toEqual(
        values.filter((_, code) => labeled.some((row) => codes[row] === code)),
      );
      for (const { value, accuracy, wrong, classes } of table?.rows ?? []) {
        const own = labeled.filter((row) => values[codes[row]] === value);
        expect([...wrong]).toEqual(own.filter((row) => scores.predictions[row] !== scores.labels[row]));
        expect(accuracy).toMatchObject({ n: own.length, successes: own.length - wrong.length });
        expect(classes).toBe(new Set(own.map((row) => scores.labels[row])).size);
      }
      expect(table?.without ?? 0).toBe(table ? labeled.filter((row) => codes[row] < 0).length : 0);
    }),
  );
});

test("the headline names the highest and the lowest of the chart's lines that it is about, and their numbers", () => {
  fc.assert(
    fc.property(scored, (given) => {
      const { table } = tableOf(given);
      const headline = table && headlineOf(table);
      const bars = table ? shiftBars(table) : [];
      if (!table || !headline) {
        expect(bars.length < 2).toBe(true);
        return;
      }
      const isTold = /never seen/.test(headline.text);
      // What is never seen is drawn full; without a registration of every value, the headline is about all lines.
      const about = isTold ? bars.filter(({ hollow }) => !hollow) : bars;
      expect(headline.among.map(({ value }) => value)).toEqual(about.map(({ title }) => title));
      const drawn = about.map(({ value = Number.NaN }) => value);
      expect(headline.highest.accuracy.value).toBe(Math.max(...drawn));
      expect(headline.lowest.accuracy.value).toBe(Math.min(...drawn));
      for (const row of [headline.highest, headline.lowest]) {
        expect(headline.text).toContain(percent(row.accuracy.value));
      }
      if (isTold) expect(table.rows.every(({ use }) => use !== undefined)).toBe(true);
    }),
  );
});

test("a set that a model was chosen by is called validation, and is not among those never seen", () => {
  const given = {
    uses: ["evaluation", "validation", "evaluation", "training"] satisfies Use[],
    // All right on value 0, half on value 2, none on the validation value 1.
    images: [
      [0, 0, 0],
      [0, 1, 1],
      [1, 0, 1],
      [2, 0, 0],
      [2, 1, 0],
      [3, 0, 1],
    ] as [number, number, number][],
  };
  const { table } = tableOf(given);
  if (!table) throw new Error("no table");
  expect(headlineOf(table)?.text).toBe(
    "Among the 2 never seen in training or validation, accuracy goes from 100.0% (value 0) to 50.0% (value 2)",
  );
  expect(shiftBars(table).map(({ note }) => note)).toEqual([
    "reference",
    "used for validation",
    undefined,
    "seen in training",
  ]);
});

test("a shift with some of the classes is compared with the reference on these, under both models", () => {
  const column = {
    kind: "category",
    title: "camera",
    values: ["old", "new", "none"],
    codes: Int32Array.of(0, 0, 0, 1, 1, -1),
  } as const;
  const scores = {
    rows: Int32Array.of(0, 1, 2, 3, 4, 5),
    labels: Int32Array.of(0, 1, 2, 0, 0, 1),
    predictions: Int32Array.of(0, 0, 2, 0, 1, 1),
  };
  const compared = { ...scores, predictions: Int32Array.of(0, 0, 0, 0, 0, 1) };
  const table = shiftTable(column, scores, { reference: "old", compared });
  const [old, recent] = table?.rows ?? [];
  expect(table).toMatchObject({ column: "camera", reference: "old", without: 1 });
  expect(old.onReference).toBeUndefined();
  expect([old.accuracy.successes, old.compared?.successes]).toEqual([2, 1]);
  expect(recent).toMatchObject({ value: "new", classes: 1 });
  expect([recent.onReference?.successes, recent.onReference?.n]).toEqual([1, 1]);
  expect([recent.accuracy.value, recent.compared?.value]).toEqual([0.5, 1]);
  expect([...recent.wrong]).toEqual([4]);
  // A reference that has no images gives way to the first that has.
  expect(shiftTable(column, scores, { reference: "none" })?.reference).toBe("old");
});
