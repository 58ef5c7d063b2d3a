import { expect, test } from "vitest";
import type { FoundRegion } from "../evaluate/map-structure.js";
import { nameRegions } from "./region-names.js";

const region = (level: number, ...points: number[]): FoundRegion => ({
  level,
  parent: -1,
  points: Int32Array.from(points),
  densest: points[0],
  central: points[0],
});
/** The map has the rows 10 … 17 of the dataset. */
const rows = Int32Array.from({ length: 8 }, (_, i) => 10 + i);
const codesOf = (...codes: number[]) => Int32Array.from([...Array(10).fill(-1), ...codes]);
const kinds = { codes: codesOf(0, 0, 0, 1, 2, 3, 4, 5), values: ["cat", "dog", "oak", "fir", "car", "bus"] };
const groups = { codes: codesOf(0, 0, 0, 0, 1, 1, 2, 2), values: ["animal", "tree", "vehicle"] };

test("a region has the name of the finest category in which one value has the majority", () => {
  const regions = [region(0, 0, 1, 2, 3), region(0, 4, 5), region(1, 3)];
  expect(nameRegions({ rows, regions }, { categories: [kinds, groups] })).toEqual(["cat", "tree", "dog"]);
});

test("without a majority it has no name, rather than a false one", () => {
  const regions = [region(0, 0, 1, 4, 6), region(0, 3, 5)];
  expect(nameRegions({ rows, regions }, { categories: [groups] })).toEqual(["", ""]);
  expect(nameRegions({ rows, regions }, { categories: [] })).toEqual(["", ""]);
});

test("its keywords are the words that set its texts apart, not those that all regions have", () => {
  const texts = [
    "A photo of a red apple",
    "a photo of the RED cherry",
    "photo: red, with leaves",
    "a photo of snow",
    "a photo of deep snow",
    "a photo of snow and ice",
  ];
  const regions = [region(0, 0, 1, 2), region(0, 3, 4, 5)];
  const names = nameRegions({ rows, regions }, { categories: [], textOf: (row) => texts[row - 10] });
  expect(names.map((name) => name.split(", ")[0])).toEqual(["red", "snow"]);
  expect(names.join(" ")).not.toContain("photo");
});
