import { type Embeddings, seededRandom } from "@clipscope/types";
import { describe, expect, test } from "vitest";
import { mapRegions } from "../finding/map-regions.js";
import { findNeighbors } from "../neighbors/find-neighbors.js";
import { firstNeighbors, nearestNeighbors } from "../neighbors/knn.js";
import { alignMap } from "./align.js";
import { neighborsOnMap, sharedNeighbors } from "./map-neighbors.js";
import { neighborhoodPreservation } from "./quality.js";
import { mapStability } from "./stability.js";
import { fitUmap } from "./umap.js";
import type { Positions } from "./umap-layout.js";

/** Random points; some coincide, and some share a coordinate. */
function randomMap(n: number, seed: number): Positions {
  const random = seededRandom(seed);
  const at = () => Math.round(random() * 60) / 7;
  return { x: Float32Array.from({ length: n }, at), y: Float32Array.from({ length: n }, at) };
}

function randomEmbeddings(rows: number, cols: number, seed: number): Embeddings {
  const random = seededRandom(seed);
  return { data: Float32Array.from({ length: rows * cols }, () => random() - 0.5), rows, cols };
}

/** The k nearest of a point by comparing all. */
function exhaustive({ x, y }: Positions, row: number, k: number): number[] {
  const square = (other: number) => (x[other] - x[row]) ** 2 + (y[other] - y[row]) ** 2;
  return Array.from(x.keys())
    .filter((other) => other !== row)
    .sort((a, b) => square(a) - square(b) || a - b)
    .slice(0, k);
}

const listOf = ({ indices, k }: { indices: Int32Array; k: number }, row: number) =>
  Array.from(indices.subarray(row * k, (row + 1) * k));

describe("neighbors on a map", () => {
  test.each([
    [2, 1],
    [9, 8],
    [40, 5],
    [700, 15],
  ])("of %i points, %i each, are those that an exhaustive comparison finds", (n, k) => {
    const map = randomMap(n, n);
    const found = neighborsOnMap(map, k);
    for (let row = 0; row < n; row++) expect(listOf(found, row)).toEqual(exhaustive(map, row, k));
    const first = found.indices[0];
    expect(found.distances[0]).toBeCloseTo(Math.hypot(map.x[first] - map.x[0], map.y[first] - map.y[0]), 12);
  });

  test("the share that a map kept is counted by sets, and its mean is the preservation", () => {
    const embeddings = randomEmbeddings(90, 6, 1);
    const map = randomMap(90, 2);
    const [near, on] = [nearestNeighbors(embeddings, 7), neighborsOnMap(map, 7)];
    const shared = sharedNeighbors(near, on);
    for (let row = 0; row < 90; row++) {
      const kept = listOf(near, row).filter((other) => exhaustive(map, row, 7).includes(other));
      expect(shared[row]).toBe(kept.length);
    }
    const mean = shared.reduce((sum, each) => sum + each, 0) / (90 * 7);
    expect(neighborhoodPreservation(embeddings, map, { k: 7 }).score).toBeCloseTo(mean, 12);
  });

  test.each([
    [{ x: Float32Array.of(1, 2), y: Float32Array.of(1) }, 1, "wrong-shape"],
    [randomMap(4, 1), 4, "bad-argument"],
    [{ x: Float32Array.of(1, Number.NaN), y: Float32Array.of(1, 2) }, 1, "bad-argument"],
  ])("refuse what is no map, or a k out of range (%#)", (map, k, code) => {
    expect(() => neighborsOnMap(map, k)).toThrow(expect.objectContaining({ code }));
  });
});

describe("the stability of maps", () => {
  test("is the mean Jaccard index of the neighborhoods of all pairs", () => {
    const maps = [1, 2, 3].map((seed) => randomMap(50, seed));
    const { perRow, score } = mapStability(maps, { k: 6 });
    const jaccard = (row: number, a: Positions, b: Positions) => {
      const [first, second] = [a, b].map((map) => new Set(exhaustive(map, row, 6)));
      return [...first].filter((each) => second.has(each)).length / new Set([...first, ...second]).size;
    };
    for (let row = 0; row < 50; row++) {
      const [a, b, c] = maps;
      const expected = (jaccard(row, a, b) + jaccard(row, a, c) + jaccard(row, b, c)) / 3;
      expect(perRow[row]).toBeCloseTo(expected, 12);
    }
    expect(score).toBeCloseTo(perRow.reduce((sum, each) => sum + each, 0) / 50, 12);
  });

  test("is 1 for a map and its mirror image, and refuses a single map", () => {
    const map = randomMap(30, 4);
    const mirror = { x: map.x.map((x) => 3 - 2 * x), y: map.y.map((y) => 2 * y) };
    expect(mapStability([map, mirror], { k: 5 }).score).toBeCloseTo(1, 12);
    expect(() => mapStability([map])).toThrow(/at least two/);
  });
});

describe("aligning maps", () => {
  const map = randomMap(40, 9);

  test.each([false, true])("undoes a turn, a scale, a shift and a mirror (%s)", (mirror) => {
    const [cos, sin] = [2.5 * Math.cos(2), 2.5 * Math.sin(2)];
    const y = (i: number) => (mirror ? -map.y[i] : map.y[i]);
    const onto = {
      x: Float32Array.from(map.x, (x, i) => cos * x - sin * y(i) + 11),
      y: Float32Array.from(map.x, (x, i) => sin * x + cos * y(i) - 3),
    };
    const aligned = alignMap(map, onto);
    expect(aligned.mirrored).toBe(mirror);
    expect(aligned.scale).toBeCloseTo(2.5, 5);
    expect(aligned.residual).toBeLessThan(1e-5);
    for (let i = 0; i < 40; i++) {
      expect(aligned.x[i]).toBeCloseTo(onto.x[i], 3);
      expect(aligned.y[i]).toBeCloseTo(onto.y[i], 3);
    }
  });

  test("is the best of all turns and scales, for the pairs given", () => {
    const onto = randomMap(25, 10);
    const pairs = {
      from: Int32Array.from({ length: 20 }, (_, i) => 2 * i),
      to: Int32Array.from(Array(20).keys()),
    };
    const lossOf = (x: ArrayLike<number>, y: ArrayLike<number>) =>
      pairs.from.reduce((sum, from, i) => {
        const to = pairs.to[i];
        return sum + (x[from] - onto.x[to]) ** 2 + (y[from] - onto.y[to]) ** 2;
      }, 0);
    const aligned = alignMap(map, onto, { pairs });
    const best = lossOf(aligned.x, aligned.y);
    const mean = (values: ArrayLike<number>, at: ArrayLike<number>) =>
      Array.from(at).reduce((sum, i) => sum + values[i], 0) / at.length;
    const [ax, ay] = [mean(map.x, pairs.from), mean(map.y, pairs.from)];
    const [bx, by] = [mean(onto.x, pairs.to), mean(onto.y, pairs.to)];
    let least = Number.POSITIVE_INFINITY;
    for (let degree = 0; degree < 360; degree++) {
      for (const flip of [1, -1]) {
        for (let scale = 0; scale <= 1; scale += 0.02) {
          const [cos, sin] = [Math.cos((degree * Math.PI) / 180), Math.sin((degree * Math.PI) / 180)];
          const moved = Array.from(map.x, (x, i) => [x - ax, flip * (map.y[i] - ay)]);
          const loss = lossOf(
            moved.map(([x, y]) => scale * (cos * x - sin * y) + bx),
            moved.map(([x, y]) => scale * (sin * x + cos * y) + by),
          );
          least = Math.min(least, loss);
        }
      }
    }
    expect(best).toBeLessThanOrEqual(least);
    expect(best).toBeGreaterThan(0.98 * least);
    const spread = Array.from(pairs.to).reduce(
      (sum, to) => sum + (onto.x[to] - bx) ** 2 + (onto.y[to] - by) ** 2,
      0,
    );
    expect(aligned.residual).toBeCloseTo(Math.sqrt(best / spread), 5);
  });

  test("refuses maps of other sizes without pairs, and pairs out of range", () => {
    expect(() => alignMap(map, randomMap(39, 1))).toThrow(expect.objectContaining({ code: "wrong-shape" }));
    expect(() => alignMap(map, map, { pairs: { from: [0, 40], to: [0, 1] } })).toThrow(/point 40/);
    expect(() => alignMap(map, map, { pairs: { from: [0], to: [0] } })).toThrow(/two pairs/);
  });
});

describe("UMAP with known neighbors", () => {
  test.each(["cosine", "euclidean"] as const)(
    "is the map that it makes by itself, whatever minDist, without a search (%s)",
    async (metric) => {
      const embeddings = randomEmbeddings(320, 30, 3);
      const neighbors = await findNeighbors(embeddings, 24, { metric });
      expect(firstNeighbors(neighbors, 9).indices).toEqual(
        nearestNeighbors(embeddings, 9, { metric }).indices,
      );
      for (const minDist of [0.1, 0.5]) {
        const settings = { nNeighbors: 10, minDist, metric, nEpochs: 15 };
        const stages = new Set<string>();
        const known = await fitUmap(embeddings, {
          ...settings,
          neighbors,
          onProgress: ({ stage }) => stages.add(stage),
        });
        const own = await fitUmap(embeddings, settings);
        expect(known.x).toEqual(own.x);
        expect(known.y).toEqual(own.y);
        expect([...stages]).toEqual(["layout"]);
      }
    },
  );

  test("refuses neighbors of other rows, or too few", async () => {
    const embeddings = randomEmbeddings(30, 4, 3);
    const neighbors = nearestNeighbors(embeddings, 5);
    await expect(fitUmap(embeddings, { neighbors })).rejects.toThrow(/at least 14 each/);
    const fewer = randomEmbeddings(29, 4, 3);
    await expect(fitUmap(fewer, { neighbors, nNeighbors: 4 })).rejects.toThrow(/29 rows/);
  });
});

describe("regions of a map", () => {
  /** Groups of four blobs each: their points, in order. */
  function groups(each: number): Positions {
    const random = seededRandom(5);
    const centers = [0, 40].flatMap((left) => [0, 5].flatMap((dx) => [0, 5].map((y) => [left + dx, y])));
    const points = centers.flatMap(([x, y]) =>
      Array.from({ length: each }, () => [x + random() - 0.5, y + random() - 0.5]),
    );
    return { x: Float32Array.from(points, ([x]) => x), y: Float32Array.from(points, ([, y]) => y) };
  }
  const rangeOf = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

  test("are its groups, and within them their parts", async () => {
    const regions = await mapRegions(groups(50), { sizes: [120, 20] });
    const coarse = regions.filter(({ level }) => level === 0).map(({ points }) => Array.from(points));
    expect(coarse.toSorted((a, b) => a[0] - b[0])).toEqual([rangeOf(0, 200), rangeOf(200, 400)]);
    const fine = regions.filter(({ level }) => level === 1);
    expect(fine.map(({ points }) => points[0]).toSorted((a, b) => a - b)).toEqual(
      rangeOf(0, 8).map((i) => 50 * i),
    );
    for (const { points, parent, densest } of fine) {
      expect(regions[parent].points).toContain(points[0]);
      expect(points.length).toBe(50);
      expect(points).toContain(densest);
    }
  });

  test("hold every point of a map that is too large to compare all", async () => {
    const regions = await mapRegions(groups(1100), { sizes: [3000] });
    const found = regions.map(({ points }) => Array.from(points)).toSorted((a, b) => a[0] - b[0]);
    expect(found).toEqual([rangeOf(0, 4400), rangeOf(4400, 8800)]);
  });

  test("do not exist for a few points; an invalid size is refused", async () => {
    expect(await mapRegions(randomMap(9, 1))).toEqual([]);
    await expect(mapRegions(randomMap(20, 1), { sizes: [1] })).rejects.toThrow(/at least 2/);
    const control = new AbortController();
    control.abort();
    await expect(mapRegions(randomMap(20, 1), { signal: control.signal })).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});
