import type { Embeddings } from "@clipscope/types";
import { ClipscopeError, checkOptions, normalizeRows } from "@clipscope/types";
import { checkNamed } from "../checks.js";
import { nearestNeighbors, nearestTo } from "../neighbors/knn.js";

/** A text with words that the model never read. */
export interface UnfamiliarText {
  /** Index of the text among those given. */
  text: number;
  words: string[];
  /** The finding as a sentence. */
  message: string;
}

/**
 * The texts that hold words which the model was not trained on. `vocabulary` holds its words in lower case. A small
 * model, unlike CLIP, gives such a text an embedding that means nothing. Numbers and single letters are let pass.
 */
export function unfamiliarTexts(texts: readonly string[], vocabulary: ReadonlySet<string>): UnfamiliarText[] {
  return texts.flatMap((given, text) => {
    const words = given.toLowerCase().match(/\p{L}[\p{L}\p{M}'’]+/gu) ?? [];
    const unknown = [...new Set(words)].filter((word) => !vocabulary.has(word));
    if (unknown.length === 0) return [];
    const listed = unknown.map((word) => `“${word}”`).join(", ");
    const message = `This model was not trained on ${listed}: what it makes of “${given}” is a guess.`;
    return [{ text, words: unknown, message }];
  });
}

export interface Unfamiliar {
  /** Distance of each row to its k-th nearest row of the reference, `[rows]`, 1 - cosine. */
  distances: Float64Array;
  /** The rows that are further off than the threshold, the furthest first. */
  rows: Int32Array;
  /** The distance that the share `quantile` of the reference's own rows does not exceed. */
  threshold: number;
}

/**
 * The rows that are unlike what a model was trained on, by their distance to the k-th nearest of a sample of that (Sun
 * et al. 2022, without training). What counts as far is what is far among the sample's own rows, each left out of its
 * neighbors: by default all but one in a hundred of them would pass. It knows only what the embeddings keep: a small
 * model may put noise or a blank picture among its own, and then nothing here tells. Throws `wrong-shape`, `bad-argument`.
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
