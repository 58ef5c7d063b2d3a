import type { Embeddings } from "@clipscope/types";
import { ClipscopeError, checkOptions, normalizeRows } from "@clipscope/types";
import { checkNamed } from "../checks.js";
import { nearestNeighbors, nearestTo } from "../neighbors/knn.js";

/** A text with words outside the model's vocabulary. */
export interface UnfamiliarText {
  /** Index of the text in the input. */
  text: number;
  words: string[];
  /** The finding as a sentence. */
  message: string;
}

/**
 * Texts with words that the model was not trained on. `vocabulary` holds the known words in lower case.
 * Unlike CLIP, a small model gives such texts meaningless embeddings. Numbers and single letters are ignored.
 */
export function unfamiliarTexts(texts: readonly string[], vocabulary: ReadonlySet<string>): UnfamiliarText[] {
  return texts.flatMap((given, text) => {
    const words = given.toLowerCase().match(/\p{L}[\p{L}\p{M}'’]+/gu) ?? [];
    const unknown = [...new Set(words)].filter((word) => !vocabulary.has(word));
    if (unknown.length === 0) return [];
    const listed = unknown.map((word) => `“${word}”`).join(", ");
    const message = `This model was not trained on ${listed}: its embedding of “${given}” is unreliable.`;
    return [{ text, words: unknown, message }];
  });
}

export interface Unfamiliar {
  /** Distance (1 - cosine) from each row to its k-th nearest reference row, `[rows]`. */
  distances: Float64Array;
  /** Rows beyond the threshold, farthest first. */
  rows: Int32Array;
  /** Distance that a share `quantile` of the reference rows do not exceed among themselves. */
  threshold: number;
}

/**
 * Rows unlike a model's training data, by the distance to the k-th nearest row of a sample of it (Sun et al.
 * 2022, without training). The threshold is a quantile of the same distance within the sample, each row
 * excluded from its own neighbors: by default 1% of the sample exceeds it. The method only sees the
 * embeddings: if a small model embeds noise or a blank image near its training data, the row is not reported.
 * Throws `wrong-shape`, `bad-argument`.
 */
export function findUnfamiliar(
  inputs: { embeddings: Embeddings; reference: Embeddings },
  options: { k?: number; quantile?: number } = {},
): Unfamiliar {
  checkNamed(inputs, ["embeddings", "reference"], "findUnfamiliar");
  checkOptions(options, ["k", "quantile"], "findUnfamiliar");
  const { embeddings, reference } = inputs;
  const { k = 5, quantile = 0.99 } = options;
  if (!(quantile > 0 && quantile <= 1)) {
    throw new ClipscopeError("bad-argument", `quantile is ${quantile}: it must be a share, such as 0.99.`);
  }
  const known = normalizeRows(reference);
  const kth = ({ distances, rows }: { distances: Float64Array; rows: number }) =>
    Float64Array.from({ length: rows }, (_, row) => distances[(row + 1) * k - 1]);
  const own = kth(nearestNeighbors(known, k)).sort();
  const threshold = own[Math.min(own.length - 1, Math.ceil(quantile * own.length) - 1)];
  const distances = kth(nearestTo(normalizeRows(embeddings), known, k));
  const rows = Int32Array.from(distances.keys())
    .filter((row) => distances[row] > threshold)
    .sort((a, b) => distances[b] - distances[a] || a - b);
  return { distances, rows, threshold };
}

/** `findUnfamiliar` as an experiment for `record`. */
export const unfamiliarImagesExperiment = {
  id: "unfamiliar-images",
  run: (i: { embeddings: Embeddings; reference: Embeddings }, o: { k?: number; quantile?: number }) =>
    findUnfamiliar(i, o),
};
