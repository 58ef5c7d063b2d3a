import type { CategoryColumn } from "@clipscope/datasets";
import { expect, test } from "vitest";
import { chooseIds, sampleRows } from "./sample-rows.js";

const ids = Array.from({ length: 500 }, (_, i) => (0x1f300 + i).toString(16).toUpperCase());

test("a choice has the size asked for, in order and without repetition", () => {
  const chosen = Array.from(chooseIds(ids, 40, 1));
  expect(chosen).toHaveLength(40);
  expect(new Set(chosen).size).toBe(40);
  expect(chosen).toEqual([...chosen].sort((a, b) => a - b));
});

test("a larger choice keeps all of a smaller one, and leaving ids out keeps the rest", () => {
  const small = new Set(Array.from(chooseIds(ids, 50, 7), (i) => ids[i]));
  const large = new Set(Array.from(chooseIds(ids, 80, 7), (i) => ids[i]));
  expect([...small].every((id) => large.has(id))).toBe(true);
  const fewer = ids.filter((id) => !small.has(id) || id === [...small][0]);
  const rest = Array.from(chooseIds(fewer, 31, 7), (i) => fewer[i]);
  expect(rest.filter((id) => large.has(id))).toHaveLength(31);
});

test("another seed makes another choice, and every id has about the same chance", () => {
  expect(Array.from(chooseIds(ids, 50, 1))).not.toEqual(Array.from(chooseIds(ids, 50, 2)));
  const times = new Float64Array(ids.length);
  const seeds = 2000;
  for (let seed = 0; seed < seeds; seed++) for (const i of chooseIds(ids, 50, seed)) times[i]++;
  // Binomial(2000, 0.1): standard deviation 13.4; five of them hold for 500 ids with room to spare.
  for (const n of times) expect(Math.abs(n - seeds / 10)).toBeLessThan(5 * 13.4);
});

test("a sample is the same in any order of the rows, and contains every smaller one", () => {
  const values = Array.from({ length: 500 }, (_, i) => `class ${i}`);
  const column = (order: readonly string[]): CategoryColumn => ({
    kind: "category",
    title: "class",
    values: order,
    codes: Int32Array.from({ length: 1000 }, (_, row) => row % 500),
  });
  const sampled = (order: readonly string[], count: number) => {
    const rows = sampleRows({ column: "class", count, seed: 7 }, new Map([["class", column(order)]]), []);
    return new Set(Array.from(rows, (row) => order[row % 500]));
  };
  const small = sampled(values, 100);
  expect(small.size).toBe(100);
  expect(sampled([...values].reverse(), 100)).toEqual(small);
  const large = sampled(values, 200);
  expect([...small].every((value) => large.has(value))).toBe(true);
});

test("without a column, rows are chosen by key", () => {
  const keys = Array.from({ length: 70 }, (_, row) => `${row}.jpg`);
  // Of a second implementation of the documented hash, in Python.
  expect(Array.from(sampleRows({ count: 5, seed: 1 }, new Map(), keys))).toEqual([7, 24, 31, 40, 51]);
  expect(sampleRows({ count: 500, seed: 1 }, new Map(), keys)).toHaveLength(70);
});
