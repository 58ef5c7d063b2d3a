import { findNeighbors, fitUmap, seededRandom, trustworthiness } from "@clipscope/toolkit";
import { clusteredRows, dependency, recall, toVectors } from "../input.mjs";

export const title =
  "a UMAP in two dimensions, from embeddings to positions: fitUmap in its workers, umap-js and embedding-atlas as they come";

const { UMAP } = dependency("packages/toolkit", "umap-js");
const { cosine } = dependency("packages/toolkit", "umap-js/dist/umap.js");
// Its main module is a viewer for pages; its UMAP can be used alone.
const { createUMAP } = await import(
  new URL("../../node_modules/embedding-atlas/dist/umap.js", import.meta.url)
);

const K = 15;

export async function* cases() {
  yield await oneCase(1650, 128, [1, 0]);
  yield await oneCase(10_000, 512, [3, 1], { rounds: 3 });
  yield await oneCase(50_000, 512, [0, 2], { rounds: 1, withUmapJs: false });
}

/** `bars`: how many times as fast as umap-js and as embedding-atlas; 0 where nothing is promised. */
async function oneCase(rows, cols, [umapJs, atlas], { rounds, withUmapJs = true } = {}) {
  const embeddings = clusteredRows(rows, cols, 58);
  const vectors = withUmapJs ? toVectors(embeddings) : [];
  const measured = trusted(embeddings);
  const contenders = [
    {
      name: "clipscope fitUmap",
      run: () => fitUmap(embeddings),
      note: (map) => `${measured(map)}, exact graph`,
    },
    {
      name: "embedding-atlas 0.26.0 createUMAP",
      run: () => atlasUmap(embeddings),
      note: async ({ x, y, graph }) => {
        const exact = await findNeighbors(embeddings, K, { includeSelf: true });
        return `${measured({ x, y })}, recall of its graph ${(100 * recall(graph, exact.indices, K)).toFixed(1)}%`;
      },
    },
    withUmapJs && {
      name: "umap-js 1.4.0 fit",
      run: () => new UMAP({ distanceFn: cosine, random: seededRandom(42) }).fit(vectors),
      note: (points) => measured({ x: points.map((p) => p[0]), y: points.map((p) => p[1]) }),
    },
  ].filter(Boolean);
  const bars = [
    atlas > 0 && { of: 0, against: 1, atLeast: atlas },
    umapJs > 0 && { of: 0, against: 2, atLeast: umapJs },
  ].filter(Boolean);
  return { input: `${rows} rows of ${cols}`, contenders, bars, rounds };
}

/** Trustworthiness of a map; of many rows, that of every so-manieth among themselves. */
function trusted(embeddings) {
  const { rows, cols, data } = embeddings;
  const step = Math.ceil(rows / 5000);
  const kept = Array.from({ length: Math.ceil(rows / step) }, (_, i) => i * step);
  const sample = { data: new Float32Array(kept.length * cols), rows: kept.length, cols };
  kept.forEach((row, i) => {
    sample.data.set(data.subarray(row * cols, (row + 1) * cols), i * cols);
  });
  const take = (values) => Float32Array.from(kept, (row) => values[row]);
  return ({ x, y }) =>
    `trustworthiness ${trustworthiness(sample, { x: take(x), y: take(y) }, { k: K }).score.toFixed(5)}`;
}

async function atlasUmap({ data, rows, cols }) {
  const umap = await createUMAP(rows, cols, 2, data, { metric: "cosine", nNeighbors: K, seed: 42 });
  await umap.run();
  const graph = umap.knnIndices.slice();
  const x = Float32Array.from({ length: rows }, (_, i) => umap.embedding[2 * i]);
  const y = Float32Array.from({ length: rows }, (_, i) => umap.embedding[2 * i + 1]);
  umap.destroy();
  return { x, y, graph };
}
