import { csvParse } from "d3";
import { expect, test } from "vitest";
import { toCsv } from "./csv.js";

test("what is written is what another reader reads", () => {
  const rows = [
    ["plain", 0.1 + 0.2, true],
    ['a "quoted" name, with a comma', -1e-9, false],
    ["two\nlines", 12, undefined],
  ] as const;
  const read = csvParse(toCsv(["name", "number", "flag"], rows));
  expect(read.map((row) => row.name)).toEqual(rows.map(([name]) => name));
  expect(read.map((row) => Number(row.number))).toEqual(rows.map(([, number]) => number));
  expect(read.map((row) => row.flag)).toEqual(["true", "false", ""]);
});
