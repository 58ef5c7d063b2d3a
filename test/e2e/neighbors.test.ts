import { join } from "node:path";
import { expect, test } from "vitest";
import { serve } from "../../scripts/serve/server.mjs";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";
import { closeRows } from "./pages/neighbors/rows.js";
import { visit } from "./visit.js";

/** Every pair in float64, sorted by distance and then by index. */
function everyPair(rows: number, cols: number, k: number, metric: string) {
  const { data } = closeRows(rows, cols);
  const dot = (a: number, b: number) => {
    let sum = 0;
    for (let c = 0; c < cols; c++) sum += data[a * cols + c] * data[b * cols + c];
    return sum;
  };
  const squares = Array.from({ length: rows }, (_, row) => dot(row, row));
  const between = (a: number, b: number) => {
    if (metric === "euclidean") return Math.sqrt(Math.max(0, squares[a] + squares[b] - 2 * dot(a, b)));
    if (squares[a] === 0 || squares[b] === 0) return squares[a] === squares[b] ? 0 : 1;
    return 1 - dot(a, b) / Math.sqrt(squares[a] * squares[b]);
  };
  return squares.flatMap((_, a) => {
    const others = squares.map((_, b) => ({ b, distance: between(a, b) })).filter(({ b }) => b !== a);
    return others.sort((x, y) => x.distance - y.distance || x.b - y.b).slice(0, k);
  });
}

test("neighbors found on a graphics card are those of every pair in float64, and the map is the same", async () => {
  const built = await bundle(join(import.meta.dirname, "pages/neighbors"));
  const [browser, server] = await Promise.all([
    launch({ webgpu: true }),
    serve({ folders: { "/": built.folder }, port: 0 }),
  ]);
  try {
    const { page, leave } = await visit(browser, server.url);
    for (const [rows, cols, k] of [
      [300, 24, 1],
      [517, 33, 15],
    ]) {
      for (const metric of ["cosine", "euclidean"]) {
        const found = await page.evaluate(`find(${rows}, ${cols}, ${k}, "${metric}")`);
        const expected = everyPair(rows, cols, k, metric);
        expect(found).toEqual({
          backend: "webgpu",
          asked: 1,
          indices: expected.map(({ b }) => b),
          distances: expected.map(({ distance }) => distance),
        });
      }
    }
    const [withCard, without] = (await page.evaluate("maps(300, 32)")) as number[][];
    expect(withCard).toEqual(without);
    await leave();
  } finally {
    await Promise.all([browser.close(), server.close(), built.remove()]);
  }
});
