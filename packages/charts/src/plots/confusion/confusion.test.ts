import { confusionMatrix } from "@clipscope/toolkit/metrics";
import { expect, test } from "vitest";
import { redraw } from "../../../test/plots/redraw.js";
import { confusionSvg } from "./confusion.js";

const names = ["apple", "cherry blossom", "a “hat” & scarf", "dog"];
const labels = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2];
const predictions = [0, 0, 0, 1, 1, 1, 0, 2, 2, 2, 0, 1];
const matrix = confusionMatrix({ labels, predictions, classes: 4 });

test("rows are labels, columns predictions, with counts, recall and precision", async () => {
  const svg = confusionSvg(matrix, {
    names,
    title: "Apples are taken for blossom",
    source: { model: "mini" },
  }).svg();
  await expect(svg).toMatchFileSnapshot("../../../test/plots/confusion.svg");
  expect(svg).toContain("apple, predicted cherry blossom: 1 image, 25.0%");
  expect(svg).toContain("a “hat” &amp; scarf, predicted a “hat” &amp; scarf: 3 images, 60.0%");
});

test.each([
  ["label", "25.0%"],
  ["prediction", "25.0%"],
  ["all", "8.3%"],
] as const)("a cell's share is of the images of its %s", (share, percent) => {
  const svg = confusionSvg(matrix, { names, share }).svg();
  expect(svg).toContain(`apple, predicted cherry blossom: 1 image, ${percent}`);
});

test("shares of all images use every shade: the most frequent cell is opaque", () => {
  const svg = confusionSvg(matrix, { names, share: "all" }).svg();
  expect(/fill="#1f6fe0" fill-opacity="1"/.test(svg)).toBe(true);
});

test("without the diagonal only errors are drawn", () => {
  const svg = confusionSvg(matrix, { names, hideDiagonal: true }).svg();
  expect(svg).not.toContain("apple, predicted apple");
  expect(svg).toContain("apple, predicted cherry blossom");
});

test("the code draws the same from the rows of the CSV, in any order of classes", () => {
  const chart = confusionSvg(matrix, { names, order: [3, 1, 0, 2], share: "prediction" });
  expect(redraw(chart).svg()).toBe(chart.svg());
});

test("the cells that are not empty are enough", () => {
  const cells = [...matrix.counts].flatMap((n, at) =>
    n > 0 ? [{ row: Math.floor(at / 4), column: at % 4, n }] : [],
  );
  expect(cells.length).toBeLessThan(9);
  expect(confusionSvg(cells, { names }).svg()).toBe(confusionSvg(matrix, { names }).svg());
  expect(() => confusionSvg([{ row: 4, column: 0, n: 1 }], { names })).toThrow(
    /row 4, column 0 of a matrix with 4 names/,
  );
});

test("78 classes keep their names, 500 are small cells", () => {
  const of = (classes: number) => {
    const all = Array.from({ length: classes }, (_, c) => c);
    const counted = confusionMatrix({ labels: all, predictions: all, classes });
    return confusionSvg(counted, { names: all.map((c) => `class ${c}`) });
  };
  expect(
    of(78)
      .svg()
      .match(/>class 77</g),
  ).toHaveLength(2);
  expect(of(500).width).toBeLessThan(2100);
});

test("a difference says what changed, and is drawn again from its rows", () => {
  const before = confusionMatrix({ labels, predictions: labels, classes: 4 });
  const chart = confusionSvg(matrix, { names, before, share: "none", scale: "linear" });
  expect(chart.svg()).toContain("apple, predicted cherry blossom: 1 image, before 0, +1");
  expect(chart.svg()).toContain("apple, predicted apple: 3 images, before 4, −1");
  expect(chart.svg()).not.toContain("apple, predicted a “hat”");
  expect(chart.csv()).toContain("apple,cherry blossom,1,0");
  expect(redraw(chart).svg()).toBe(chart.svg());
});

test("of 500 classes the blocks are named", () => {
  const all = Array.from({ length: 500 }, (_, c) => c);
  const counted = confusionMatrix({ labels: all, predictions: all, classes: 500 });
  const blocks = [
    { name: "animals", from: 0, to: 200 },
    { name: "food", from: 200, to: 500 },
  ];
  const svg = confusionSvg(counted, { names: all.map((c) => `class ${c}`), blocks: [blocks] }).svg();
  expect(svg.match(/>animals</g)).toHaveLength(2);
  expect(svg.match(/>food</g)).toHaveLength(2);
});

test("names and orders that do not fit are refused", () => {
  expect(() => confusionSvg(matrix, { names: ["apple"] })).toThrow(/1 names and 16 counts for 4 classes/);
  expect(() => confusionSvg(matrix, { names, order: [0, 0] })).toThrow(/order has 0, twice/);
  expect(() => confusionSvg(matrix, { names, order: [7] })).toThrow(/order has 7, twice or outside 0 to 3/);
  expect(() => confusionSvg(matrix, { names, order: [] })).toThrow(/order is empty/);
});
