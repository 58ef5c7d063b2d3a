import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Embeddings, Progress } from "@clipscope/types";
import { seededRandom } from "@clipscope/types";
import { UMAP } from "umap-js";
import { cosine } from "umap-js/dist/umap.js";
import { beforeAll, describe, expect, it } from "vitest";
import { findNeighbors } from "../neighbors/find-neighbors.js";
import { nearestNeighbors } from "../neighbors/knn.js";
import { fuzzyGraph } from "./fuzzy-graph.js";
import { mulberry32 } from "./mulberry32.js";
import { powerOf } from "./power.js";
import { trustworthiness } from "./quality.js";
import { fitUmap } from "./umap.js";
import { edgesOf, type Positions } from "./umap-layout.js";
import { plainOptimizer, umapOptimizer } from "./umap-optimize.js";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

// Node's worker threads run built modules only. Type errors of other packages do not keep tsc from building.
beforeAll(() => {
  const tsc = `${root}node_modules/typescript/bin/tsc`;
  spawnSync(process.execPath, [tsc, "-b", "packages/toolkit"], { cwd: root, stdio: "inherit" });
});

/** Rows around `centers` directions, as the embeddings of so many kinds of image. */
function clusters(rows: number, cols: number, centers: number, seed = 5): Embeddings {
  const random = seededRandom(seed);
  const middle = Array.from({ length: centers * cols }, () => random() - 0.5);
  const data = Float32Array.from({ length: rows * cols }, (_, i) => {
    const center = Math.floor(i / cols) % centers;
    return middle[center * cols + (i % cols)] + 0.3 * (random() - 0.5);
  });
  return { data, rows, cols };
}

/** umap-js alone, given neighbors that are found by sorting all distances. */
function umapJs(embeddings: Embeddings, nNeighbors: number, random: () => number): UMAP {
  const { data, rows, cols } = embeddings;
  const vectors = Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * cols, (i + 1) * cols)));
  const sorted = vectors.map((vector, i) =>
    vectors
      .map((other, j) => ({ j, d: j === i ? 0 : cosine(vector, other) }))
      .sort((a, b) => Number(b.j === i) - Number(a.j === i) || a.d - b.d || a.j - b.j)
      .slice(0, nNeighbors),
  );
  const umap = new UMAP({ nNeighbors, random });
  umap.setPrecomputedKNN(
    sorted.map((row) => row.map(({ j }) => j)),
    sorted.map((row) => row.map(({ d }) => d)),
  );
  umap.initializeFit(vectors);
  return umap;
}

function asPositions(points: number[][]): Positions {
  return {
    x: Float32Array.from(points, (point) => point[0]),
    y: Float32Array.from(points, (point) => point[1]),
  };
}

const embeddings = clusters(150, 24, 6);

describe("the layout is umap-js's", () => {
  it("epoch by epoch, until rounding grows and parts them", () => {
    let drawn = 0;
    const random = mulberry32(7);
    const counting = () => {
      drawn++;
      return random();
    };
    const theirs = umapJs(embeddings, 10, counting);
    const { optimizationState } = theirs as unknown as { optimizationState: Record<string, number[]> };
    const { head, tail, epochsPerSample } = optimizationState;
    const { a, b } = optimizationState as unknown as { a: number; b: number };
    const start = Float64Array.from(theirs.getEmbedding().flat());
    // Where the random numbers are after so many draws.
    const state = (7 + drawn * 0x6d2b79f5) >>> 0;
    const edges = {
      head: Int32Array.from(head),
      tail: Int32Array.from(tail),
      period: Float64Array.from(epochsPerSample),
    };
    const { points, run } = umapOptimizer(start.slice(), edges, { a, b }, 500, state);
    const plain = start.slice();
    const runPlain = plainOptimizer(plain, edges, { a, b }, 500, mulberry32(state));
    for (let epoch = 0; epoch < 5; epoch++) {
      theirs.step();
      run(epoch);
      runPlain(epoch);
    }
    const expected = theirs.getEmbedding().flat();
    const apart = Math.max(...expected.map((value, i) => Math.abs(value - points[i])));
    const moved = Math.max(...expected.map((value, i) => Math.abs(value - start[i])));
    expect(moved).toBeGreaterThan(1);
    expect(apart).toBeLessThan(1e-8);
    for (let epoch = 5; epoch < 500; epoch++) {
      run(epoch);
      runPlain(epoch);
    }
    expect(points, "WebAssembly's and JavaScript's").toEqual(plain);
  });

  it("of the graph that is umap-js's", () => {
    const theirs = umapJs(embeddings, 10, seededRandom(7));
    const { optimizationState } = theirs as unknown as { optimizationState: Record<string, number[]> };
    const neighbors = nearestNeighbors(embeddings, 10, { includeSelf: true });
    const { head, tail, period } = edgesOf(fuzzyGraph(neighbors), 500);
    const expected = new Map(
      optimizationState.head.map((row, i) => [
        `${row} ${optimizationState.tail[i]}`,
        optimizationState.epochsPerSample[i],
      ]),
    );
    expect(head).toHaveLength(expected.size);
    for (let i = 0; i < head.length; i++) {
      expect(period[i] / (expected.get(`${head[i]} ${tail[i]}`) ?? 0)).toBeCloseTo(1, 9);
    }
  });

  it("and as good at the end", async () => {
    const theirs = umapJs(embeddings, 15, seededRandom(42));
    for (let epoch = 0; epoch < 500; epoch++) theirs.step();
    const expected = trustworthiness(embeddings, asPositions(theirs.getEmbedding()), { k: 10 }).score;
    for (const start of ["pca", "spectral", "random"] as const) {
      const { score } = trustworthiness(embeddings, await fitUmap(embeddings, { start }), { k: 10 });
      expect(score, start).toBeGreaterThan(0.8);
      expect(Math.abs(score - expected), start).toBeLessThan(0.02);
    }
  });

  it("with a power that is Math.pow's, over the whole range", () => {
    const random = seededRandom(9);
    for (const exponent of [0.3, 0.8950608779109733, 1, 1.7]) {
      const power = powerOf(exponent);
      let largest = 0;
      for (let i = 0; i < 20_000; i++) {
        const x = 2 ** (190 * random() - 95);
        const expected = x ** exponent;
        largest = Math.max(largest, Math.abs(power(x) - expected) / expected);
      }
      expect(largest).toBeLessThan(1e-13);
    }
  });
});

describe("fitUmap by umap-js itself", () => {
  const vectors = Array.from({ length: 150 }, (_, i) =>
    Array.from(embeddings.data.subarray(i * embeddings.cols, (i + 1) * embeddings.cols)),
  );

  it("is the map that umap-js makes with these settings", async () => {
    const random = mulberry32(42);
    const theirs = new UMAP({ nNeighbors: 15, minDist: 0.1, nEpochs: 500, distanceFn: cosine, random });
    const seen: Positions[] = [];
    const stages = new Set<string>();
    const ours = await fitUmap(embeddings, {
      implementation: "umap-js",
      onPositions: (positions) => seen.push(positions),
      onProgress: ({ stage }) => stages.add(stage),
    });
    const { x, y, settings } = ours;
    expect({ x, y }).toEqual(asPositions(theirs.fit(vectors)));
    expect(settings).toMatchObject({ implementation: "umap-js", start: "random", nEpochs: 500 });
    expect([...stages]).toEqual(["neighbors", "layout"]);
  });

  it("with labels too", async () => {
    const labels = vectors.map((_, row) => row % 3);
    const theirs = new UMAP({ nNeighbors: 5, nEpochs: 20, distanceFn: cosine, random: mulberry32(1) });
    theirs.setSupervisedProjection(labels, { targetWeight: 0.9 });
    const options = { implementation: "umap-js", nNeighbors: 5, nEpochs: 20, seed: 1, labels } as const;
    const { x, y } = await fitUmap(embeddings, { ...options, targetWeight: 0.9 });
    expect({ x, y }).toEqual(asPositions(theirs.fit(vectors)));
  });

  it("refuses by name what umap-js has not, and can be cancelled", async () => {
    const implementation = "umap-js" as const;
    for (const [options, message] of [
      [{ start: "pca" }, /umap-js has no start "pca"/],
      [{ workers: 2 }, /umap-js has no workers/],
      [{ labels: vectors.map(() => 0), targetWeight: 0 }, /umap-js has no targetWeight 0/],
      [{ implementation: "umapjs" }, /implementation is "umapjs": it must be "clipscope" or "umap-js"/],
    ] as const) {
      await expect(fitUmap(embeddings, { implementation, ...(options as object) })).rejects.toThrow(message);
    }
    const signal = AbortSignal.abort();
    await expect(fitUmap(embeddings, { implementation, signal })).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});

describe("fitUmap in a worker thread", () => {
  it("depends on the seed alone, whether it is watched or not", async () => {
    const watched: Positions[] = [];
    const [first, again, other] = await Promise.all([
      fitUmap(embeddings),
      fitUmap(embeddings, { onPositions: (positions) => watched.push(positions) }),
      fitUmap(embeddings, { seed: 43 }),
    ]);
    expect(again).toEqual(first);
    expect(other.x).not.toEqual(first.x);
    const decided = { nNeighbors: 15, minDist: 0.1, metric: "cosine", seed: 42, nEpochs: 500, start: "pca" };
    expect(first.settings).toEqual(decided);
    expect(watched.every(({ x, y }) => x.length === 150 && y.length === 150)).toBe(true);
  });

  it("depends on the number of workers as little", async () => {
    const wide = clusters(700, 48, 5);
    const options = { nEpochs: 3, nNeighbors: 5 };
    const stages = new Set<string>();
    const onProgress = ({ stage }: Progress) => stages.add(stage);
    const [alone, shared, neighbors] = await Promise.all([
      fitUmap(wide, options),
      fitUmap(wide, { ...options, workers: 3, onProgress }),
      findNeighbors(wide, 5, { includeSelf: true, workers: 2 }),
    ]);
    expect(shared).toEqual(alone);
    expect([...stages]).toEqual(["neighbors", "layout"]);
    expect(neighbors).toEqual(nearestNeighbors(wide, 5, { includeSelf: true }));
  });

  it("draws classes together and apart by labels, the more the more they weigh, and unlabeled rows go by neighbors", async () => {
    // Labels that the embeddings know nothing of.
    const labels = Int32Array.from({ length: 150 }, (_, row) =>
      row % 10 === 9 ? -1 : Math.floor(row / 6) % 3,
    );
    const share = ({ x, y }: Positions) => {
      const data = Float32Array.from({ length: 300 }, (_, i) => (i % 2 ? y : x)[i >> 1]);
      const map = { data, rows: 150, cols: 2 };
      const { indices } = nearestNeighbors(map, 5, { metric: "euclidean" });
      const same = Array.from(indices, (other, i) => [labels[Math.floor(i / 5)], labels[other]]);
      const known = same.filter(([own, other]) => own >= 0 && other >= 0);
      return known.filter(([own, other]) => own === other).length / known.length;
    };
    const shares: number[] = [];
    for (const targetWeight of [0, 0.5, 0.95]) {
      const { settings, ...map } = await fitUmap(embeddings, { labels, targetWeight });
      expect(settings.targetWeight).toBe(targetWeight);
      shares.push(share(map));
    }
    const plain = share(await fitUmap(embeddings));
    const [faint, half, strong] = shares;
    expect(plain).toBeLessThan(0.5);
    expect(faint).toBeGreaterThan(plain + 0.1);
    expect(half).toBeGreaterThan(faint + 0.02);
    expect(strong).toBeGreaterThan(0.97); // nearly every neighbor, as at one half
    for (const start of ["pca", "spectral"] as const) {
      const own = Int32Array.from({ length: 150 }, (_, row) => row);
      const { x, y } = await fitUmap(embeddings, { labels: own, targetWeight: 1, start, nEpochs: 20 });
      expect([...x, ...y].every(Number.isFinite), `each row a class, ${start}`).toBe(true);
    }
    expect(await fitUmap(embeddings, { labels })).toEqual(await fitUmap(embeddings, { labels: [...labels] }));
  });

  it("leaves the embeddings to the caller", async () => {
    const before = embeddings.data.slice();
    await fitUmap(embeddings, { nEpochs: 2 });
    expect(embeddings.data).toEqual(before);
  });

  it("tells its stages, and shows positions while it works", async () => {
    const stages: Progress[] = [];
    const shown: Positions[] = [];
    const large = clusters(800, 32, 20);
    const result = await fitUmap(large, {
      onProgress: (progress) => stages.push(progress),
      onPositions: (positions) => shown.push(positions),
    });
    const whole = { done: 91, total: 91 };
    const neighbors = stages.filter(({ stage }) => stage === "neighbors");
    const layout = stages.filter(({ stage }) => stage === "layout");
    expect(stages).toEqual([...neighbors, ...layout]);
    expect(neighbors.at(-1)).toMatchObject(whole);
    expect(layout.at(-1)).toEqual({ stage: "layout", done: 500, total: 500 });
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.at(-1)?.x).not.toEqual(result.x);
  });

  it("stops at once when it is cancelled", async () => {
    const control = new AbortController();
    const large = clusters(2500, 64, 20);
    const started = performance.now();
    const run = fitUmap(large, {
      nEpochs: 100_000,
      signal: control.signal,
      onProgress: () => control.abort(),
    });
    await expect(run).rejects.toMatchObject({ code: "cancelled" });
    expect(performance.now() - started).toBeLessThan(20_000);
    await expect(fitUmap(large, { signal: control.signal })).rejects.toMatchObject({ code: "cancelled" });
  });

  it("lowers nNeighbors where there are too few rows, and says so", async () => {
    const few = clusters(4, 8, 2);
    const { x, y, settings } = await fitUmap(few);
    expect(settings.nNeighbors).toBe(3);
    expect([...x, ...y].every(Number.isFinite)).toBe(true);
  });

  it("makes a finite map of identical rows", async () => {
    const same: Embeddings = { data: new Float32Array(40 * 3).fill(0.5), rows: 40, cols: 3 };
    const { x, y } = await fitUmap(same, { nEpochs: 20 });
    expect([...x, ...y].every(Number.isFinite)).toBe(true);
  });

  it("says what is wrong with its input", async () => {
    const fails = (e: Embeddings, options = {}) => expect(fitUmap(e, options)).rejects;
    await fails(clusters(3, 8, 1)).toThrow(/needs at least 4 rows, but there are 3/);
    await fails(embeddings, { nNeighbors: 1 }).toThrow(/nNeighbors is 1/);
    await fails(embeddings, { minDist: 2 }).toThrow(/minDist is 2/);
    await fails(embeddings, { seed: 0.5 }).toThrow(/seed is 0.5/);
    await fails(embeddings, { start: "tsne" }).toThrow(/start is "tsne"/);
    await fails(embeddings, { metric: "manhattan" }).toThrow(/metric is "manhattan"/);
    const labels = new Int32Array(150);
    await fails(embeddings, { labels: labels.subarray(1) }).toThrow(/149 labels for 150 embeddings/);
    await fails(embeddings, { labels: labels.map((_, row) => (row === 8 ? -2 : 0)) }).toThrow(
      /Row 8 has the label -2/,
    );
    await fails(embeddings, { labels, targetWeight: 1.5 }).toThrow(/targetWeight is 1.5/);
    await fails({ ...embeddings, rows: 3 }).toMatchObject({ code: "wrong-shape" });
    const broken = { ...embeddings, data: embeddings.data.map((v, i) => (i === 24 ? Number.NaN : v)) };
    await fails(broken).toThrow(/row 1 holds NaN/);
  });

  it("fails with what a callback throws", async () => {
    const onProgress = () => {
      throw new RangeError("no more room");
    };
    await expect(fitUmap(embeddings, { onProgress })).rejects.toThrow("no more room");
  });

  it("reports a worker that dies", async () => {
    const createWorker = () => ({
      post: () => {},
      onReply: () => {},
      onError: (listen: (error: Error) => void) => setTimeout(() => listen(new Error("out of memory"))),
      terminate: () => {},
    });
    await expect(fitUmap(embeddings, { createWorker })).rejects.toThrow(
      /worker for the map failed: out of memory/,
    );
  });
});
