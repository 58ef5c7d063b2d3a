import type { Embeddings } from "@clipscope/types";
import { seededRandom } from "@clipscope/types";
import { cosine, euclidean } from "umap-js/dist/umap.js";
import { describe, expect, it } from "vitest";
import golden from "../../goldens/toolkit.json";
import { trustworthiness } from "../projection/quality.js";
import { findCandidates } from "./candidates.js";
import type { Metric } from "./distance.js";
import { candidatesFor, type Neighbors, nearestNeighbors, nearestTo, neighborsFrom } from "./knn.js";
import { findLargest, type LargestProducts } from "./largest-products.js";

function randomMatrix(rows: number, cols: number, seed = 1): Embeddings {
  const random = seededRandom(seed);
  return { data: Float32Array.from({ length: rows * cols }, () => random() - 0.5), rows, cols };
}

function rowOf({ data, cols }: Embeddings, row: number): number[] {
  return Array.from(data.subarray(row * cols, (row + 1) * cols));
}

/** Every pair, with umap-js's distance, sorted by distance and then by index. */
function exhaustive(queries: Embeddings, base: Embeddings, k: number, d: typeof cosine, leaveOut: boolean) {
  return Array.from({ length: queries.rows }, (_, i) => {
    const row = rowOf(queries, i);
    const all = Array.from({ length: base.rows }, (_, j) => ({ j, distance: d(row, rowOf(base, j)) }));
    const others = leaveOut ? all.filter(({ j }) => j !== i) : all;
    return others.sort((a, b) => a.distance - b.distance || a.j - b.j).slice(0, k);
  }).flat();
}

function expectExhaustive(
  { indices, distances }: Neighbors,
  expected: ReturnType<typeof exhaustive>,
  metric: Metric,
): void {
  if (metric === "cosine") {
    expect(Array.from(indices)).toEqual(expected.map(({ j }) => j));
    expect(Array.from(distances)).toEqual(expected.map(({ distance }) => distance));
  } else {
    // |a|² + |b|² - 2 a·b loses digits that umap-js's sum of squares keeps: the distances agree to 1e-7.
    const apart = expected.map(({ distance }, i) => Math.abs(distance - distances[i]));
    expect(Math.max(...apart)).toBeLessThan(1e-7);
  }
}

/** Every pair, with the distances that the package documents, sorted by distance and then by index. */
function everyPair(embeddings: Embeddings, k: number, metric: Metric) {
  const { rows } = embeddings;
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const all = Array.from({ length: rows }, (_, row) => rowOf(embeddings, row));
  const squares = all.map((row) => dot(row, row));
  const between = (a: number, b: number) => {
    if (metric === "euclidean")
      return Math.sqrt(Math.max(0, squares[a] + squares[b] - 2 * dot(all[a], all[b])));
    if (squares[a] === 0 || squares[b] === 0) return squares[a] === squares[b] ? 0 : 1;
    return 1 - dot(all[a], all[b]) / Math.sqrt(squares[a] * squares[b]);
  };
  const nearest = all.flatMap((_, a) => {
    const others = all.map((_, b) => ({ b, distance: between(a, b) })).filter(({ b }) => b !== a);
    return others.sort((x, y) => x.distance - y.distance || x.b - y.b).slice(0, k);
  });
  return {
    rows,
    k,
    indices: Int32Array.from(nearest, ({ b }) => b),
    distances: Float64Array.from(nearest, ({ distance }) => distance),
  };
}

// Sizes around the tile of 64 and the block of 4 by 2, and widths that are no multiple of anything.
const shapes: [rows: number, cols: number, k: number][] = [
  [5, 3, 4],
  [64, 16, 15],
  [67, 17, 1],
  [131, 33, 15],
  [389, 37, 15],
  [601, 24, 15], // more panels than stay in the cache at a time
];

describe("exact nearest neighbors", () => {
  it.each(shapes)("of %i rows by %i, k = %i: the exhaustive ones, bit for bit in cosine", (rows, cols, k) => {
    const embeddings = randomMatrix(rows, cols);
    const { indices, distances } = nearestNeighbors(embeddings, k);
    const expected = exhaustive(embeddings, embeddings, k, cosine, true);
    expect(Array.from(indices)).toEqual(expected.map(({ j }) => j));
    expect(Array.from(distances)).toEqual(expected.map(({ distance }) => distance));
  });

  it.each(shapes)("of %i rows by %i, k = %i: by Euclidean distance too", (rows, cols, k) => {
    const embeddings = randomMatrix(rows, cols, 2);
    const { indices, distances } = nearestNeighbors(embeddings, k, { metric: "euclidean" });
    const expected = exhaustive(embeddings, embeddings, k, euclidean, true);
    expect(Array.from(indices)).toEqual(expected.map(({ j }) => j));
    expected.forEach(({ distance }, i) => {
      expect(distances[i]).toBeCloseTo(distance, 10);
    });
  });

  it.each(["cosine", "euclidean"] as const)(
    "of wide rows that lie so close that 16 bits can't tell them apart, some of them equal, one zero: by %s",
    (metric) => {
      const rows = 400;
      const { data, cols } = randomMatrix(rows, 32, 6);
      const middle = data.slice(0, cols);
      for (let i = 0; i < data.length; i++) data[i] = middle[i % cols] + 1e-4 * data[i];
      for (let row = 100; row < 160; row++) data.copyWithin(row * cols, 0, cols);
      data.fill(0, 399 * cols);
      const embeddings = { data, rows, cols };
      const d = metric === "cosine" ? cosine : euclidean;
      const expected = exhaustive(embeddings, embeddings, 15, d, true);
      expectExhaustive(nearestNeighbors(embeddings, 15, { metric }), expected, metric);
    },
  );

  it("are the same from shares of the work as from all of it", () => {
    const embeddings = randomMatrix(700, 40, 7);
    const size = candidatesFor(embeddings, 10);
    const shares = [0, 1, 2].map((part) => findCandidates(embeddings, size, "cosine", { part, parts: 3 }));
    const lists = shares.flatMap((share) => share ?? []);
    expect(lists).toHaveLength(3);
    const whole = nearestNeighbors(embeddings, 11, { includeSelf: true });
    expect(neighborsFrom(embeddings, 11, "cosine", true, lists)).toEqual(whole);
  });

  it.each(["cosine", "euclidean"] as const)(
    "are the exhaustive ones from products that are wrong by as much as float32's may be: by %s",
    async (metric) => {
      const [rows, cols, k] = [400, 32, 15];
      const { data } = randomMatrix(rows, cols, 8);
      const middle = data.slice(0, cols);
      for (let i = 0; i < data.length; i++) data[i] = middle[i % cols] + 1e-3 * data[i];
      for (let row = 100; row < 160; row++) data.copyWithin(row * cols, 0, cols);
      data.fill(0, 399 * cols);
      const embeddings = { data, rows, cols };
      const random = seededRandom(2);
      let asked = 0;
      const products: LargestProducts = {
        async largest(a, b, size) {
          const indices = new Int32Array(a.rows * size);
          const scores = new Float32Array(a.rows * size);
          for (let row = 0; row < a.rows; row++) {
            const lean = random() < 0.5 ? -1 : 1;
            const all = Array.from({ length: b.rows }, (_, j) => {
              let sum = 0;
              // Rounded to float32 the far way, at each step.
              for (let c = 0; c < a.cols; c++) {
                const exact = sum + a.data[row * a.cols + c] * b.data[j * b.cols + c];
                sum = Math.fround(exact + lean * 2 ** -24 * (j % 2 ? Math.abs(exact) : -Math.abs(exact)));
              }
              return { j, sum };
            });
            const best = all.sort((x, y) => y.sum - x.sum).slice(0, size);
            best.forEach(({ j, sum }, i) => {
              indices[row * size + i] = j;
              scores[row * size + i] = sum;
            });
          }
          asked++;
          return { indices, scores };
        },
      };
      const size = candidatesFor(embeddings, k);
      const lists = [await findLargest(products, embeddings, size, metric, {})];
      expect(asked).toBe(1);
      const found = neighborsFrom(embeddings, k, metric, false, lists);
      expect(found).toEqual(everyPair(embeddings, k, metric));
      const short = { largest: async () => ({ indices: new Int32Array(3), scores: new Float32Array(3) }) };
      await expect(findLargest(short, embeddings, size, metric, {})).rejects.toThrow(
        /should be \[400, 32\], but there are 3 indices and 3 scores/,
      );
    },
  );

  it.each(["cosine", "euclidean"] as const)(
    "of many other rows, some equal, some zero: the exhaustive ones by %s",
    (metric) => {
      const base = randomMatrix(601, 40, 4);
      for (let i = 0; i < 40; i++) base.data.copyWithin((100 + i) * 40, 0, 40);
      base.data.fill(0, 300 * 40, 302 * 40);
      const queries = randomMatrix(210, 40, 3);
      queries.data.set(base.data.subarray(0, 5 * 40));
      queries.data.fill(0, 6 * 40, 7 * 40);
      const expected = exhaustive(queries, base, 7, metric === "cosine" ? cosine : euclidean, false);
      expectExhaustive(nearestTo(queries, base, 7, { metric }), expected, metric);
      // Its own rows are no exception: each is nearest to itself.
      const own = nearestTo(base, base, 1, { metric });
      expect(own.indices[7]).toBe(7);
      expect(own.distances[7]).toBeLessThan(1e-7);
    },
  );

  it("of other rows: the exhaustive ones", () => {
    const queries = randomMatrix(9, 20, 3);
    const base = randomMatrix(130, 20, 4);
    const { indices, distances } = nearestTo(queries, base, 7);
    const expected = exhaustive(queries, base, 7, cosine, false);
    expect(Array.from(indices)).toEqual(expected.map(({ j }) => j));
    expect(Array.from(distances)).toEqual(expected.map(({ distance }) => distance));
  });

  it("put a row itself first when asked, also among identical rows, which are at distance 0", () => {
    const one = randomMatrix(1, 40);
    const rows = 70;
    const same: Embeddings = { data: new Float32Array(rows * 40), rows, cols: 40 };
    for (let row = 0; row < rows; row++) same.data.set(one.data, row * 40);
    const { indices, distances } = nearestNeighbors(same, 3, { includeSelf: true });
    expect(Array.from(indices.subarray(69 * 3))).toEqual([69, 0, 1]);
    expect(Array.from(indices.subarray(0, 3))).toEqual([0, 1, 2]);
    expect(distances.every((d) => d === 0)).toBe(true);
  });

  it("of a row of zeros are as umap-js has them: 0 from zeros, 1 from the rest", () => {
    const embeddings: Embeddings = { data: new Float32Array([0, 0, 0, 0, 1, 2]), rows: 3, cols: 2 };
    const { indices, distances } = nearestNeighbors(embeddings, 2);
    expect([Array.from(indices), Array.from(distances)]).toEqual([
      [1, 2, 0, 2, 0, 1],
      [0, 1, 0, 1, 1, 1],
    ]);
  });

  it("say what is wrong with their input", () => {
    const embeddings = randomMatrix(5, 2);
    expect(() => nearestNeighbors(embeddings, 5)).toThrow(/k is 5: it must be a whole number from 1 to 4/);
    expect(() => nearestTo(embeddings, embeddings, 6)).toThrow(/from 1 to 5/);
    expect(() => nearestTo(randomMatrix(1, 3), embeddings, 1)).toThrow(/3 columns and base have 2/);
    embeddings.data[7] = Number.NaN;
    expect(() => nearestNeighbors(embeddings, 2)).toThrow(/row 3 holds NaN/);
  });
});

describe("trustworthiness", () => {
  const { high, low, scores } = golden.trustworthiness;
  const embeddings: Embeddings = {
    data: Float32Array.from(high.flat()),
    rows: high.length,
    cols: high[0].length,
  };
  const positions = { x: Float32Array.from(low, (p) => p[0]), y: Float32Array.from(low, (p) => p[1]) };

  it.each(scores as [metric: "cosine", k: number, score: number][])(
    "by %s at k = %i is scikit-learn's",
    (metric, k, score) => {
      const result = trustworthiness(embeddings, positions, { k, metric });
      expect(result.score).toBeCloseTo(score, 12);
      expect(result.perRow.reduce((sum, v) => sum + v, 0) / result.perRow.length).toBeCloseTo(score, 12);
    },
  );

  it("refuses a k that leaves no strangers, and positions of other rows", () => {
    expect(() => trustworthiness(embeddings, positions, { k: 42 })).toThrow(/below half of the 83/);
    expect(() => trustworthiness(embeddings, { x: new Float32Array(2), y: new Float32Array(2) })).toThrow(
      /83 embeddings but 2/,
    );
  });
});
