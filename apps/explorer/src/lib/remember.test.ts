import { expect, test } from "vitest";
import { remember } from "./remember.js";

test("work is done again only when something that it was made from is another", () => {
  const sum = remember<number>();
  let times = 0;
  const make = (from: number[]) =>
    sum(from, () => {
      times++;
      return from.reduce((a, b) => a + b, 0);
    });
  expect([make([1, 2]), make([1, 2]), make([1, 3]), make([1, 3, 0]), make([1, 3, 0])]).toEqual([
    3, 3, 4, 4, 4,
  ]);
  expect(times).toBe(3);
});
