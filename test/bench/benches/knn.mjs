import { nearestNeighbors, seededRandom } from "@clipscope/toolkit";
import { clusteredRows, dependency, toVectors } from "../input.mjs";

export const title =
  "15 nearest neighbours by cosine: blocked and exact, umap-js's NN-descent, a plain double loop";

const { UMAP } = dependency("packages/toolkit", "umap-js");
const { cosine } = dependency("packages/toolkit", "umap-js/dist/umap.js");
const K = 15;

export async function* cases() {
  for (const [rows, cols] of [
    [1650, 128],
    [5000, 128],
    [1650, 512],
  ]) {
    const embeddings = clusteredRows(rows, cols, 58);
    const vectors = toVectors(embeddings);
    const ours = () => nearestNeighbors(embeddings, K, { includeSelf: true }).indices;
    const exact = ours();
    const note = (indices) => `${(100 * recall(indices, exact)).toFixed(2)}% of the exact ones`;
    yield {
      input: `${rows} rows of ${cols}`,
      contenders: [
        { name: "clipscope nearestNeighbors", run: ours, note },
        {
          name: "umap-js 1.4.0 nearestNeighbors",
          run: () =>
            new UMAP({ nNeighbors: K, distanceFn: cosine, random: seededRandom(1) })
              .nearestNeighbors(vectors)
              .knnIndices.flat(),
          note,
        },
        { name: "plain loop", run: () => plainLoop(embeddings), note },
      ],
    };
  }
}

/** What one writes first: every pair, a dot product at a time, and the k best kept in order. */
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

/** The share of a row's exact neighbours that were found, on average. */
function recall(found, exact) {
  let hits = 0;
  for (let start = 0; start < exact.length; start += K) {
    const row = new Set(exact.subarray(start, start + K));
    for (let i = start; i < start + K; i++) if (row.has(found[i])) hits++;
  }
  return hits / exact.length;
}
