import { expect, test } from "vitest";
import { redraw } from "../../../test/plots/redraw.js";
import { similarity } from "./similarity.js";
import { isRight, type SimilarityData, sayMatrix, similarityMatrix } from "./similarity-data.js";

const texts = ["a photo of a cat", "a photo of a dog", "a drawing of a bicycle leaning against a wall"];
const cosines = {
  data: Float64Array.of(0.31, 0.22, 0.11, 0.25, 0.24, 0.1, 0.08, -0.02, 0.34),
  rows: 3,
  cols: 3,
};
const data: SimilarityData = { cosines, texts, names: ["cat.png", "dog.png", "bicycle.png"] };

test("images in rows, texts in columns, given pairs framed, the best text of each image marked", async () => {
  const svg = similarity(data, { title: "Two of three images are closest to their own text" }).svg();
  await expect(svg).toMatchFileSnapshot("../../../test/plots/similarity.svg");
  expect(svg).toContain("dog.png, “a photo of a dog”: cosine 0.240, rank 2 of 3, its own text");
  expect(svg).toContain(">−0.02<");
});

test("the best text, its verdict and the ranks are those of the cosines", () => {
  const matrix = similarityMatrix(data);
  expect([...matrix.best]).toEqual([0, 0, 2]);
  expect([0, 1, 2].map((row) => isRight(matrix, row))).toEqual([true, false, true]);
  expect([0, 1, 2].map((column) => matrix.rank(1, column))).toEqual([1, 2, 3]);
  expect(sayMatrix(matrix)).toBe("3 images × 3 texts: 2 of 3 images are closest to their own text");
});

test("without given pairs nothing is right or wrong; what is not computed is never the best", () => {
  const some = {
    data: Float32Array.of(Number.NaN, 0.2, 0.1, Number.NaN, Number.NaN, Number.NaN),
    rows: 2,
    cols: 3,
  };
  const matrix = similarityMatrix({ cosines: some, texts });
  expect([...matrix.best]).toEqual([1, -1]);
  expect([0, 1].map((row) => isRight(matrix, row))).toEqual([undefined, undefined]);
  expect(sayMatrix(matrix)).toBe("2 images × 3 texts");
  expect(similarity({ cosines: some, texts }).svg()).toContain("image 2, “a photo of a cat”: not computed");
});

test("the code draws the same from the rows of the CSV, also with equal texts and missing cosines", () => {
  const twice: SimilarityData = {
    cosines: { data: Float64Array.of(0.3, 0.2, Number.NaN, 0.1), rows: 2, cols: 2 },
    texts: ["a cat", "a cat"],
    matches: [1, -1],
  };
  for (const each of [data, twice]) {
    const chart = similarity(each, { domain: [0, 0.4], cell: 20 });
    expect(redraw(chart).svg()).toBe(chart.svg());
  }
});

test("data that do not fit together are refused by name", () => {
  expect(() => similarity({ cosines, texts: ["a cat"] })).toThrow("1 texts, but the cosines need 3");
  expect(() => similarity({ ...data, matches: [0, 3, 1] })).toThrow(/match of image 1 is text 3/);
  const logits = { ...cosines, data: cosines.data.map((each) => 100 * each) };
  expect(() => similarity({ cosines: logits, texts })).toThrow(/Divide logits by the logit scale/);
  expect(() => similarity(data, { domain: [0.3, 0.3] })).toThrow(/domain is 0.3 to 0.3/);
});
