import { expect, test } from "vitest";
import golden from "../../goldens/evaluation.json";
import { accuracyByShift } from "../robustness/accuracy-by-shift.js";
import { confusionMatrix } from "./confusion.js";
import { confusionTable, toCsv } from "./table.js";

const { columns, text } = golden.csv;
const rows = golden.csv.rows.map((row) => row.map((cell) => cell ?? undefined));

test("a table is the CSV that Python's csv module writes", () => {
  expect(toCsv({ columns, rows })).toBe(text);
});

test("so are records, whose columns come in the order in which they occur", () => {
  const records = rows.map((row) => Object.fromEntries(row.map((cell, i) => [columns[i], cell])));
  expect(toCsv(records)).toBe(text);
  expect(toCsv([{ a: 1 }, { b: Number.NaN, a: 2n }])).toBe("a,b\r\n1,\r\n2,\r\n");
});

test("results that are lists of flat records need nothing else", () => {
  const results = [{ shift: "noto", predictions: [1, 1], labels: [1, 0] }];
  expect(toCsv(accuracyByShift(results)).split("\r\n")[0]).toBe(
    "shift,successes,n,value,low,high,level,method",
  );
});

test("with another delimiter, that one is quoted", () => {
  expect(toCsv([{ a: "x;y", b: "1,5" }], { delimiter: ";" })).toBe('a;b\r\n"x;y";1,5\r\n');
});

test("a confusion matrix has a row a label and a column a prediction", () => {
  const matrix = confusionMatrix({ predictions: [1, 1, 0], labels: [0, 1, 0], classes: 2 });
  expect(toCsv(confusionTable(matrix, { names: ["cat", "dog"] }))).toBe(
    "label,cat,dog\r\ncat,1,1\r\ndog,0,1\r\n",
  );
});

test("objects and ragged rows are refused, with the column and the row", () => {
  expect(() => toCsv([{ a: 1, b: {} }])).toThrow(/Column "b" holds an object in row 0/);
  expect(() => toCsv({ columns: ["a"], rows: [[1], [1, 2]] })).toThrow(
    /Row 1 of the table has 2 cells for 1/,
  );
});
