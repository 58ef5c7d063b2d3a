import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Embeddings, Progress } from "@clipscope/core";
import { UMAP } from "umap-js";
import { cosine } from "umap-js/dist/umap.js";
import { beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "../random.js";
import { trustworthiness } from "./trustworthiness.js";
import { fitUmap } from "./umap.js";
import type { Positions } from "./umap-layout.js";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

// Node's worker threads run built modules only. Type errors of other packages do not keep tsc from building.
beforeAll(() => {
  const tsc = `${root}node_modules/typescript/bin/tsc`;
  spawnSync(process.execPath, [tsc, "-b", "packages/toolkit"], { cwd: root, stdio: "inherit" });
});

/** Rows around `centres` directions, as the embeddings of so many kinds of image. */
function clusters(rows: number, cols: number, centres: number, seed = 5): Embeddings {
  const random = seededRandom(seed);
  const middle = Array.from({ length: centres * cols }, () => random() - 0.5);
  const data = Float32Array.from({ length: rows * cols }, (_, i) => {
    const centre = Math.floor(i / cols) % centres;
    return middle[centre * cols + (i % cols)] + 0.3 * (random() - 0.5);
  });
  return { data, rows, cols };
}

/** umap-js by itself, given neighbours that are found by sorting all distances. */
function reference(embeddings: Embeddings, nNeighbors: number, minDist: number, seed: number): number[][] {
  const { data, rows, cols } = embeddings;
  const vectors = Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * cols, (i + 1) * cols)));
  const sorted = vectors.map((vector, i) =>
    vectors
      .map((other, j) => ({ j, d: j === i ? 0 : cosine(vector, other) }))
      .sort((a, b) => Number(b.j === i) - Number(a.j === i) || a.d - b.d || a.j - b.j)
      .slice(0, nNeighbors),
  );
  const umap = new UMAP({ nNeighbors, minDist, random: seededRandom(seed) });
  umap.setPrecomputedKNN(
    sorted.map((row) => row.map(({ j }) => j)),
    sorted.map((row) => row.map(({ d }) => d)),
  );
  return umap.fit(vectors);
}

describe("fitUmap in a worker thread", () => {
  const embeddings = clusters(150, 24, 6);

  it("is umap-js on exact neighbours, to the last bit", async () => {
    const { x, y } = await fitUmap(embeddings, { nNeighbors: 10, minDist: 0.25, seed: 7 });
    const expected = reference(embeddings, 10, 0.25, 7);
    expect(Array.from(x)).toEqual(expected.map((point) => Math.fround(point[0])));
    expect(Array.from(y)).toEqual(expected.map((point) => Math.fround(point[1])));
  });

  it("depends on the seed alone, whether it is watched or not", async () => {
    const watched: Positions[] = [];
    const [first, again, other] = await Promise.all([
      fitUmap(embeddings),
      fitUmap(embeddings, { onPositions: (positions) => watched.push(positions) }),
      fitUmap(embeddings, { seed: 43 }),
    ]);
    expect(again).toEqual(first);
    expect(other.x).not.toEqual(first.x);
    expect(first.settings).toEqual({ nNeighbors: 15, minDist: 0.1, metric: "cosine", seed: 42, nEpochs: 0 });
    expect(watched.every(({ x, y }) => x.length === 150 && y.length === 150)).toBe(true);
  });

  it("keeps the clusters together: a map to be trusted", async () => {
    const positions = await fitUmap(embeddings);
    expect(trustworthiness(embeddings, positions, 10).score).toBeGreaterThan(0.9);
  });

  it("leaves the embeddings to the caller", async () => {
    const before = embeddings.data.slice();
    await fitUmap(embeddings, { nEpochs: 2 });
    expect(embeddings.data).toEqual(before);
  });

  it("tells its stages, and shows positions while it works", async () => {
    const stages: Progress[] = [];
    const shown: Positions[] = [];
    const large = clusters(1500, 32, 20);
    const result = await fitUmap(large, {
      onProgress: (progress) => stages.push(progress),
      onPositions: (positions) => shown.push(positions),
    });
    const neighbours = stages.filter(({ stage }) => stage === "neighbours");
    const layout = stages.filter(({ stage }) => stage === "layout");
    expect(stages).toEqual([...neighbours, ...layout]);
    expect(neighbours.at(-1)).toMatchObject({ done: 300, total: 300 });
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
    await fails(embeddings, { metric: "manhattan" }).toThrow(/metric is manhattan/);
    await fails({ ...embeddings, rows: 3 }).toMatchObject({ code: "wrong-shape" });
    const broken = { ...embeddings, data: embeddings.data.map((v, i) => (i === 24 ? Number.NaN : v)) };
    await fails(broken).toThrow(/row 1 holds NaN/);
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
