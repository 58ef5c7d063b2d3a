import { findNeighbors, nearestNeighbors, seededRandom } from "@clipscope/toolkit";
import { clusteredRows, dependency, recall, toVectors } from "../input.mjs";

export const title =
  "15 nearest neighbors by cosine: exact, in one thread and in workers; NN-descent of umap-js and embedding-atlas; a plain loop";

const { UMAP } = dependency("packages/toolkit", "umap-js");
const { cosine } = dependency("packages/toolkit", "umap-js/dist/umap.js");
const { createUMAP } = await import(
  new URL("../../node_modules/embedding-atlas/dist/umap.js", import.meta.url)
);
const K = 15;

export async function* cases() {
  yield await oneCase(1650, 512, { others: ["umap-js", "plain loop"] });
  yield await oneCase(10_000, 512, { others: ["embedding-atlas", "umap-js"], rounds: 3 });
  yield await oneCase(50_000, 512, { others: ["embedding-atlas"], rounds: 1 });
}

async function oneCase(rows, cols, { others, rounds }) {
  const embeddings = clusteredRows(rows, cols, 58);
  const vectors = others.includes("umap-js") ? toVectors(embeddings) : [];
  const exact = await findNeighbors(embeddings, K, { includeSelf: true });
  const note = (indices) => `recall ${recall(indices, exact.indices, K).toFixed(4)}`;
  const contenders = [
    {
      name: "clipscope findNeighbors",
      run: async () => (await findNeighbors(embeddings, K, { includeSelf: true })).indices,
      note,
    },
    {
      name: "clipscope nearestNeighbors",
      run: () => nearestNeighbors(embeddings, K, { includeSelf: true }).indices,
      note,
    },
    {
      name: "umap-js 1.4.0 nearestNeighbors",
      run: () =>
        new UMAP({ nNeighbors: K, distanceFn: cosine, random: seededRandom(1) })
          .nearestNeighbors(vectors)
          .knnIndices.flat(),
      note,
    },
    {
      // Its graph is ready when it is created; the start, spectral or random, is made with it.
      name: "embedding-atlas 0.26.0 NN-descent",
      run: async () => {
        const options = { metric: "cosine", nNeighbors: K, seed: 1, initializeMethod: "random" };
        const umap = await createUMAP(rows, cols, 2, embeddings.data, options);
        const graph = umap.knnIndices.slice();
        umap.destroy();
        return graph;
      },
      note,
    },
    { name: "plain loop", run: () => plainLoop(embeddings), note },
  ].filter(({ name }) => name.startsWith("clipscope") || others.some((other) => name.startsWith(other)));
  return { input: `${rows} rows of ${cols}`, contenders, rounds };
}

/** The naive implementation: every pair, one dot product at a time, the k best kept in order. */
function plainLoop({ data, rows, cols }) {
  const norms = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let c = 0; c < cols; c++) sum += data[i * cols + c] ** 2;
    norms[i] = Math.sqrt(sum);
  }
  const indices = new Int32Array(rows * K);
  for (let i = 0; i < rows; i++) {
    const best = [{ j: i, d: -1 }];
    for (let j = 0; j < rows; j++) {
      if (j === i) continue;
      let dot = 0;
      for (let c = 0; c < cols; c++) dot += data[i * cols + c] * data[j * cols + c];
      const d = 1 - dot / (norms[i] * norms[j]);
      if (best.length === K && d >= best[K - 1].d) continue;
      const at = best.findIndex((other) => d < other.d);
      best.splice(at < 0 ? best.length : at, 0, { j, d });
      if (best.length > K) best.pop();
    }
    best.forEach(({ j }, slot) => {
      indices[i * K + slot] = j;
    });
  }
  return indices;
}
