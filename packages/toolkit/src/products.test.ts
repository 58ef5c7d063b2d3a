import { seededRandom } from "@clipscope/types";
import { afterEach, describe, expect, it, vi } from "vitest";

/** Rows, classes and columns: fewer than a group of four, not a multiple of it, and more than a tile of 64. */
const shapes: [n: number, c: number, d: number][] = [
  [1, 1, 1],
  [5, 3, 7],
  [2, 6, 5],
  [11, 4, 1],
  [3, 65, 141],
  [70, 2, 133],
  [129, 131, 16],
  [67, 66, 129],
];

function matrices(n: number, c: number, d: number) {
  const random = seededRandom(7);
  const numbers = (length: number) => Float64Array.from({ length }, () => random() - 0.5);
  return {
    x: { data: Float32Array.from(numbers(n * d)), rows: n, cols: d },
    w: { data: numbers(c * d), rows: c, cols: d },
    r: { data: numbers(n * c), rows: n, cols: c },
  };
}

/** Each sum on its own: in the order of the columns; of rows, in fours. */
function writtenOut({ x, w, r }: ReturnType<typeof matrices>) {
  const scores = new Float64Array(x.rows * w.rows);
  for (let i = 0; i < x.rows; i++) {
    for (let j = 0; j < w.rows; j++) {
      for (let k = 0; k < x.cols; k++) {
        scores[i * w.rows + j] += x.data[i * x.cols + k] * w.data[j * x.cols + k];
      }
    }
  }
  const back = new Float64Array(r.cols * x.cols);
  for (let j = 0; j < r.cols; j++) {
    for (let k = 0; k < x.cols; k++) {
      const part = (i: number) => (i < x.rows ? r.data[i * r.cols + j] * x.data[i * x.cols + k] : 0);
      for (let i = 0; i < x.rows; i += 4) {
        back[j * x.cols + k] += part(i) + part(i + 1) + (part(i + 2) + part(i + 3));
      }
    }
  }
  return { scores, back };
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe.each(["in WebAssembly", "where there is none"])("both products, %s,", (where) => {
  it.each(shapes)(
    "of %i rows, %i classes, %i columns: the sums written out, bit for bit",
    async (n, c, d) => {
      if (where === "where there is none") vi.stubGlobal("WebAssembly", undefined);
      const { plainProducts } = await import("./products.js");
      const given = matrices(n, c, d);
      const scores = { data: new Float64Array(n * c).fill(9), rows: n, cols: c };
      const back = { data: new Float64Array(c * d).fill(9), rows: c, cols: d };
      // Twice, since what the first leaves in memory must not come into the second.
      for (let time = 0; time < 2; time++) {
        await plainProducts.scores(given.x, given.w, scores);
        await plainProducts.pullBack(given.r, given.x, back);
        expect({ scores: scores.data, back: back.data }).toEqual(writtenOut(given));
      }
    },
  );
});
