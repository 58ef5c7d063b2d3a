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

/** Maximum number of values for distances between full embeddings; above it, comparing all pairs takes minutes. */
const MOST_VALUES = 6_000_000;
/** Number of principal components to use in place of larger matrices of embeddings. */
const COMPONENTS = 12;

/**
 * Clusters images with HDBSCAN; a cluster has at least 5 images or 1 in 200, whichever is more. `words` are classes
 * with their vectors, `[classes, width]`, for the names. Also returns the options for the manifest.
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
