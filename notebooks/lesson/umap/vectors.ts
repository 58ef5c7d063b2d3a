import { openRenditionsDataset } from "@clipscope/datasets/renditions";
import { type CallHow, embedDataset, type Inside, type VectorStore } from "@clipscope/study";
import type { Embeddings } from "@clipscope/types";

/** Rows of a built-in set of drawings, ascending. */
export interface VectorsRequest {
  part: string;
  rows: readonly number[];
}

/** The vectors that a study of these drawings has, for what a study does not compute: `[rows, width]`, of norm 1. */
export const umapVectors = (inside: Inside, packs: string, store: VectorStore) => ({
  "lesson/umap/vectors": (argument: unknown, { signal, onProgress }: CallHow<unknown>): Promise<Embeddings> =>
    inside.withEncoder({ kind: "builtin", id: "mini" }, {}, async (encoder) => {
      const { part, rows } = argument as VectorsRequest;
      const dataset = await openRenditionsDataset(packs, { renditions: [part] });
      const { embeddings } = await embedDataset(dataset, encoder, {
        ...{ rows, store },
        ...(signal && { signal }),
        ...(onProgress && { onProgress }),
      });
      const { data, rows: count, cols } = embeddings;
      return { data: Float32Array.from(data), rows: count, cols };
    }),
});
