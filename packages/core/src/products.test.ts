import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OnnxProducts, openProducts } from "./products.js";

describe.each(["cpu", "wasm"] as const)("matrix products by ONNX Runtime on %s", (backend) => {
  let products: OnnxProducts;
  beforeAll(async () => {
    products = await openProducts({ backend, threads: 2 });
  });
  afterAll(() => products.dispose());

  it.each([
    [5, 3, 7],
    [1, 1, 1],
    [70, 12, 33],
  ])("of %i rows, %i classes and %i columns equal the sums written out", async (n, c, d) => {
    const numbers = (length: number, seed: number) =>
      Array.from({ length }, (_, i) => Math.sin(seed + i * 1.7));
    const x = { data: Float32Array.from(numbers(n * d, 1)), rows: n, cols: d };
    const w = { data: Float64Array.from(numbers(c * d, 2)), rows: c, cols: d };
    const r = { data: Float64Array.from(numbers(n * c, 3)), rows: n, cols: c };
    const scores = { data: new Float64Array(n * c).fill(9), rows: n, cols: c };
    const back = { data: new Float64Array(c * d).fill(9), rows: c, cols: d };
    await products.scores(x, w, scores);
    await products.pullBack(r, x, back);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < c; j++) {
        let sum = 0;
        for (let k = 0; k < d; k++) sum += x.data[i * d + k] * w.data[j * d + k];
        expect(scores.data[i * c + j]).toBeCloseTo(sum, 12);
      }
    }
    for (let j = 0; j < c; j++) {
      for (let k = 0; k < d; k++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += r.data[i * c + j] * x.data[i * d + k];
        expect(back.data[j * d + k]).toBeCloseTo(sum, 12);
      }
    }
  });
});

it("there are none in float64 on a graphics card", async () => {
  await expect(openProducts({ backend: "webgpu" })).rejects.toMatchObject({ code: "unknown-backend" });
});
