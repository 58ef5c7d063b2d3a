import type { Manifest, MatrixProducts, TextCache } from "@clipscope/toolkit";
import type { OnProgress } from "@clipscope/types";

/** A figure with what it was computed from. Every evaluation is `(inputs, how) => Promise<Evaluation<Result>>`. */
export interface Evaluation<R> {
  result: R;
  manifest: Manifest;
}

/** How an evaluation is carried out; nothing here changes its result, so that one of these serves all evaluations. */
export interface How {
  onProgress?: OnProgress;
  /** Checked before each batch and each class. */
  signal?: AbortSignal;
  /** What multiplies matrices. */
  products?: MatrixProducts;
  /** Text embeddings that are known already, by text; new ones are added. One cache belongs to one encoder. */
  texts?: TextCache;
  /** Versions that the manifest records beside this package's own. */
  versions?: Readonly<Record<string, string>>;
}

/** The options of `How`, by which others are refused. */
export const HOW = ["onProgress", "signal", "products", "texts", "versions"] as const;
