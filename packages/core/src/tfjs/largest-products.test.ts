import { describe, expect, it } from "vitest";
import { backendSupport } from "../backend.js";
import { openGpuProducts } from "./largest-products.js";

const matrix = (rows: number, cols: number, seed: number) => ({
  data: Float32Array.from({ length: rows * cols }, (_, i) => Math.sin(seed + i * i * 1.7)),
  rows,
  cols,
});

describe.each(["cpu", "wasm"] as const)("the largest products on %s", (backend) => {
  it.each([
    [5, 7, 3, 7],
    [1, 40, 9, 4],
    [70, 300, 12, 33],
  ])("of %i rows with %i are those of all products, sorted", async (m, n, d, size) => {
    const { largest } = await openGpuProducts({ backend });
    const [a, b] = [matrix(m, d, 1), matrix(n, d, 2)];
    const done: number[] = [];
    const { indices, scores } = await largest(a, b, size, {
      onProgress: (progress) => done.push(progress.done),
    });
    expect(done).toEqual([m]);
    for (let row = 0; row < m; row++) {
      const products = Array.from({ length: n }, (_, j) => {
        let sum = 0;
        for (let c = 0; c < d; c++) sum += a.data[row * d + c] * b.data[j * d + c];
        return { j, sum };
      });
      products.sort((x, y) => y.sum - x.sum);
      products.slice(0, size).forEach(({ j, sum }, i) => {
        expect(indices[row * size + i]).toBe(j);
        expect(scores[row * size + i]).toBeCloseTo(sum, 5);
      });
    }
  });

  it("are not sought any more once cancelled", async () => {
    const { largest } = await openGpuProducts({ backend });
    const a = matrix(4, 3, 1);
    await expect(largest(a, a, 2, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});

it("there are some on WebGPU just where there is one", async () => {
  const opened = openGpuProducts().then(
    ({ backend }) => backend,
    ({ code }) => code,
  );
  expect(await opened).toBe((await backendSupport("webgpu")) === "absent" ? "unknown-backend" : "webgpu");
});
