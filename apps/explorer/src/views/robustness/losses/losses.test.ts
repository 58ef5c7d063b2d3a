import { expect, test } from "vitest";
import { lossesCsv } from "./losses.js";

test("losses are a row for each class, with counts and the change of accuracy", () => {
  const csv = lossesCsv({
    model: "mini",
    reference: "photos",
    shift: "sketches, by hand",
    classes: [{ name: "cat", before: { right: 3, n: 4 }, after: { right: 1, n: 4 } }],
    selectable: true,
  });
  expect(csv.trim().split("\r\n").slice(1)).toEqual(['mini,photos,"sketches, by hand",cat,3,4,1,4,-0.5']);
});
