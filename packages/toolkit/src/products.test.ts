import { expect, it } from "vitest";
import { plainProducts } from "./products.js";
import { seededRandom } from "./random.js";

it.each([
  [1, 1, 1],
  [4, 2, 3],
  [5, 3, 7],
  [9, 1, 2],
  [2, 6, 5],
  [11, 4, 1],
])("both products of %i rows, %i classes, %i columns equal the sums written out", async (n, c, d) => {
  const random = seededRandom(7);
  const x = { data: Float32Array.from({ length: n * d }, () => random() - 0.5), rows: n, cols: d };
  const w = { data: Float64Array.from({ length: c * d }, () => random() - 0.5), rows: c, cols: d };
  const r = { data: Float64Array.from({ length: n * c }, () => random() - 0.5), rows: n, cols: c };
  const scores = { data: new Float64Array(n * c).fill(9), rows: n, cols: c };
  const back = { data: new Float64Array(c * d).fill(9), rows: c, cols: d };
  await plainProducts.scores(x, w, scores);
  await plainProducts.pullBack(r, x, back);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < c; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += x.data[i * d + k] * w.data[j * d + k];
      expect(scores.data[i * c + j]).toBeCloseTo(sum, 14);
    }
  }
  for (let j = 0; j < c; j++) {
    for (let k = 0; k < d; k++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += r.data[i * c + j] * x.data[i * d + k];
      expect(back.data[j * d + k]).toBeCloseTo(sum, 14);
    }
  }
});
