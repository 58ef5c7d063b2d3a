import type { Manifest, MatrixProducts, TextCache } from "@clipscope/toolkit";
import type { OnProgress } from "@clipscope/types";

/** A result with its manifest. Every evaluation is `(inputs, how) => Promise<Evaluation<Result>>`. */
export interface Evaluation<R> {
  result: R;
  manifest: Manifest;
}

/** Execution options, which never change the result; shared by all evaluations. */
export interface How {
  onProgress?: OnProgress;
  /** Checked before each batch and each class. */
  signal?: AbortSignal;
  /** Engine for matrix products. */
  products?: MatrixProducts;
  /** Cache of text embeddings, extended by new ones. A cache belongs to one encoder. */
  texts?: TextCache;
  /** Additional versions for the manifest, besides this package's own. */
  versions?: Readonly<Record<string, string>>;
}

/** Names of the options in `How`, for rejecting others. */
export const HOW = ["onProgress", "signal", "products", "texts", "versions"] as const;
