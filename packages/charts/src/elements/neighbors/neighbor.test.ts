import { expect, test } from "vitest";
import { checkNeighbors, type Neighbor, sayNeighbor, sayNeighbors } from "./neighbor.js";

const neighbors: Neighbor[] = [
  { row: 4, cosine: 0.9123, label: "cat", right: true, kept: true },
  { row: 9, cosine: 0.81, label: "dog", right: false, kept: true },
  { row: 2, cosine: 0.784, label: "cat", right: true, kept: false },
];

test("a sentence says how many are right and how many the map keeps, of those that are known", () => {
  expect(sayNeighbors(neighbors)).toBe(
    "3 nearest, cosine 0.91 to 0.78: 2 of 3 right, 2 of 3 near on the map",
  );
  expect(sayNeighbors([{ row: 1, cosine: 0.5 }])).toBe("1 nearest, cosine 0.50");
  expect(sayNeighbors([...neighbors, { row: 3, cosine: 0.7 }])).toContain("2 of 3 right");
  expect(sayNeighbors([])).toBe("No neighbor");
});

test("a neighbor is told with its place, label, cosine and verdicts", () => {
  expect(sayNeighbor(neighbors[2], 2)).toBe("3: cat, cosine 0.784, right, far on the map");
  expect(sayNeighbor({ row: 7, cosine: -0.02, text: "a dog" }, 0)).toBe("1: “a dog”, cosine −0.020");
  expect(sayNeighbor({ row: 7, cosine: 0.5 }, 0)).toBe("1: row 7, cosine 0.500");
});

test("logits and doubled rows are refused", () => {
  expect(() => checkNeighbors([{ row: 3, cosine: 28.1 }])).toThrow("cosine of row 3 is 28.1");
  expect(() => checkNeighbors([{ row: 3, cosine: Number.NaN }])).toThrow("NaN");
  expect(() => checkNeighbors([neighbors[0], neighbors[0]])).toThrow("row 4 is listed twice");
});
