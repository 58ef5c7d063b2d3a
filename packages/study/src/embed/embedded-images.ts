import type { Decoding } from "@clipscope/core";
import {
  ClipscopeError,
  type ClipscopeErrorCode,
  type Embeddings,
  normalizeRows,
  takeRows,
} from "@clipscope/types";
import type { Encoder, EncoderId } from "../encoder/encoder.js";

/**
 * "projected": the space shared with texts, rows of norm 1. "preProjection": the image tower's output before
 * projection, not normalized, as linear probes use. "imported": vectors stored with the data, unchanged.
 */
export type FeatureKind = "projected" | "preProjection" | "imported";

/** A row without an embedding, with the reason. */
export interface RowFailure {
  row: number;
  key: string;
  code: ClipscopeErrorCode;
  message: string;
}

/** Result of `embedDataset`: the embeddings of a dataset's rows, and their origin. */
export interface EmbeddedImages {
  /** `[images, width]`, with the rows' keys. */
  embeddings: Embeddings;
  /** The dataset's row of each embedding, ascending: `[images]`. */
  rows: Int32Array;
  features: FeatureKind;
  /** The model that made them; for imported vectors, the name of their column. */
  encoder: EncoderId;
  dataset: { name: string; hash: string; rows: number };
  /** How images were decoded; absent for imported vectors. */
  decoding?: Decoding;
  failures: readonly RowFailure[];
  /** Number of rows whose vectors came from the store; absent for imported vectors. */
  reused?: number;
}

/** Selects embedded images by index. */
export function takeImages(images: EmbeddedImages, indices: ArrayLike<number>): EmbeddedImages {
  return {
    ...images,
    embeddings: takeRows(images.embeddings, indices),
    rows: Int32Array.from(indices, (i) => images.rows[i]),
  };
}

/**
 * The embeddings in the space shared by images and texts, `[images, width]` with rows of norm 1. Throws
 * `wrong-shape` for imported vectors whose width differs from the model's.
 */
export function projectedEmbeddings({ embeddings, features }: EmbeddedImages, encoder: Encoder): Embeddings {
  if (features === "preProjection") return encoder.project(embeddings);
  if (encoder.width !== 0 && embeddings.cols !== encoder.width) {
    throw new ClipscopeError(
      "wrong-shape",
      `The vectors are ${embeddings.cols} wide, but ${encoder.id.name} embeds texts ${encoder.width} wide: open the model that made the vectors.`,
    );
  }
  return features === "projected" ? embeddings : normalizeRows(embeddings);
}

/** Number of rows without an embedding, by error code. */
export function countFailures(failures: readonly RowFailure[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of failures) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
