import { fitPca, hdbscan, nameClusters, projectPca } from "@clipscope/toolkit";
import type { Embeddings } from "@clipscope/types";
import type { EvaluatedClass } from "./classes.js";
import type { How } from "./evaluation.js";

/** Groups of similar images. */
export interface FoundClusters {
  /** The dataset's row of each image: `[images]`. */
  rows: Int32Array;
  /** Cluster of each image, -1 for an image in none: `[images]`. */
  clusters: Int32Array;
  /** Strength of each image's membership, from 0 (in none) to 1: `[images]`. */
  strengths: Float64Array;
  /** Number of clusters. */
  count: number;
  /** The class whose texts are nearest to each cluster, compared with the others; absent without texts. */
  names?: readonly string[];
}

/** Values up to which distances are those of whole embeddings; beyond, all pairs would take minutes. */
const MOST_VALUES = 6_000_000;
/** Principal components that stand for larger embeddings. */
const COMPONENTS = 12;

/**
 * Clusters of images by HDBSCAN, of at least 5 images or one in 200. `words` are classes with their vectors,
 * `[classes, width]`, for the names. Returns the options for the manifest too.
 */
export async function findClusters(
  embeddings: Embeddings,
  rows: Int32Array,
  words: { classes: readonly EvaluatedClass[]; vectors: Embeddings } | undefined,
  seed: number,
  { onProgress, signal }: How,
): Promise<{ found: FoundClusters; options: Record<string, unknown> }> {
  const reduces = embeddings.data.length > MOST_VALUES && embeddings.cols > COMPONENTS;
  const points = reduces ? reduced(embeddings, seed) : embeddings;
  const minClusterSize = Math.max(5, Math.ceil(rows.length / 200));
  const { labels, probabilities, count } = await hdbscan(points, {
    minClusterSize,
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
  const names = words && count > 0 ? namesOf(embeddings, labels, words) : undefined;
  return {
    found: { rows, clusters: labels, strengths: probabilities, count, ...(names && { names }) },
    options: { minClusterSize, ...(reduces && { components: COMPONENTS, seed }) },
  };
}

function reduced(embeddings: Embeddings, seed: number): Embeddings {
  const { data, rows, cols } = projectPca(fitPca(embeddings, { components: COMPONENTS, seed }), embeddings);
  return { data: Float32Array.from(data), rows, cols };
}

function namesOf(
  embeddings: Embeddings,
  labels: Int32Array,
  { classes, vectors }: { classes: readonly EvaluatedClass[]; vectors: Embeddings },
): string[] {
  const words = classes.map(({ names }) => names[0]);
  const named = nameClusters({ embeddings, labels, words, wordEmbeddings: vectors }, { count: 1 });
  return named.map(([best]) => best.word);
}
