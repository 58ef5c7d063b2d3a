import type { Embeddings } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings, checkOptions, normalizeRows } from "@clipscope/types";
import { checkNamed } from "../checks.js";
import { dotTile } from "../dot.js";
import { checkSameWidth } from "../embeddings.js";

export interface ClusterName {
  word: string;
  /** Index of the word in the input. */
  index: number;
  /** Cosine between the word and the cluster's mean. */
  cosine: number;
  /** `cosine` minus the word's mean cosine over all clusters: how specific the word is to this cluster. */
  contrast: number;
}

/**
 * Names clusters by the nearest words. The mean of a cluster's rows (normalized) is compared with each word;
 * words are ranked by contrast, since some are near every image. `labels` is `[rows]`, -1 for rows in no
 * cluster, as from `hdbscan`; `words[i]` belongs to row i of `wordEmbeddings`. Returns `[clusters]` lists of
 * `count` names (default 3), best first; an empty cluster has an empty list. Throws `wrong-shape`,
 * `bad-argument`.
 */
export function nameClusters(
  inputs: {
    embeddings: Embeddings;
    labels: ArrayLike<number>;
    words: readonly string[];
    wordEmbeddings: Embeddings;
  },
  options: { count?: number } = {},
): ClusterName[][] {
  checkNamed(inputs, ["embeddings", "labels", "words", "wordEmbeddings"], "nameClusters");
  checkOptions(options, ["count"], "nameClusters");
  const { embeddings, labels, words, wordEmbeddings } = inputs;
  const { count = 3 } = options;
  checkEmbeddings(embeddings, "embeddings");
  checkEmbeddings(wordEmbeddings, "word embeddings");
  checkSameWidth(embeddings, "embeddings", wordEmbeddings, "word embeddings");
  if (labels.length !== embeddings.rows || words.length !== wordEmbeddings.rows) {
    throw new ClipscopeError(
      "bad-argument",
      `There are ${labels.length} labels for ${embeddings.rows} rows and ${words.length} words for ${wordEmbeddings.rows} word embeddings.`,
    );
  }
  const { means, sizes } = clusterMeans(normalizeRows(embeddings), labels);
  const unit = normalizeRows(wordEmbeddings);
  const cosines = new Float64Array(means.rows * unit.rows);
  dotTile(means, 0, means.rows, unit, 0, unit.rows, cosines);
  const filled = sizes.filter((size) => size > 0).length;
  const usual = words.map((_, w) => {
    let sum = 0;
    for (let c = 0; c < means.rows; c++) sum += cosines[c * words.length + w];
    return sum / filled;
  });
  return Array.from(sizes, (size, c) => {
    if (size === 0) return [];
    const named = words.map((word, index) => {
      const cosine = cosines[c * words.length + index];
      return { word, index, cosine, contrast: cosine - usual[index] };
    });
    return named.sort((a, b) => b.contrast - a.contrast || b.cosine - a.cosine).slice(0, count);
  });
}

/** Normalized means of the rows of each label, from label 0; zeros for a label without rows. */
function clusterMeans({ data, rows, cols }: Embeddings, labels: ArrayLike<number>) {
  let clusters = 0;
  for (let row = 0; row < rows; row++) clusters = Math.max(clusters, labels[row] + 1);
  const sums = new Float32Array(clusters * cols);
  const sizes = new Int32Array(clusters);
  for (let row = 0; row < rows; row++) {
    const label = labels[row];
    if (label < 0) continue;
    sizes[label]++;
    for (let i = 0; i < cols; i++) sums[label * cols + i] += data[row * cols + i];
  }
  return { means: normalizeRows({ data: sums, rows: clusters, cols }), sizes };
}

/** `nameClusters` as an experiment for `record`. */
export const clusterNamesExperiment = {
  id: "cluster-names",
  run: (
    i: {
      embeddings: Embeddings;
      labels: ArrayLike<number>;
      words: readonly string[];
      wordEmbeddings: Embeddings;
    },
    o: { count?: number },
  ) => nameClusters(i, o),
};
