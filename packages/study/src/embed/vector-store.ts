import type { Embeddings } from "@clipscope/types";
import type { FeatureKind } from "./embedded-images.js";

/** Identifies the computation of a stored vector; equal keys mean equal vectors for equal images. */
export interface VectorsKey {
  /** Content hash of the model. */
  model: string;
  features: FeatureKind;
  dtype: string;
  /** Decode options, as JSON. */
  decoding: string;
}

/** Vectors by image content, kept from run to run. */
export interface VectorStore {
  open(key: VectorsKey): Promise<StoredVectors>;
}

export interface StoredVectors {
  /** The vector of each content, `undefined` if missing: `[contents.length]`. */
  get(contents: readonly string[]): Promise<readonly (Float32Array | undefined)[]>;
  /** Stores a vector for each content: row i of `vectors` belongs to `contents[i]`. */
  put(contents: readonly string[], vectors: Embeddings): Promise<void>;
}

/** An in-memory store for the lifetime of the program. */
export function memoryVectorStore(): VectorStore {
  const all = new Map<string, Map<string, Float32Array>>();
  return {
    async open(key) {
      const name = JSON.stringify([key.model, key.features, key.dtype, key.decoding]);
      const own = all.get(name) ?? new Map<string, Float32Array>();
      all.set(name, own);
      return {
        get: async (contents) => contents.map((content) => own.get(content)),
        async put(contents, { data, cols }) {
          for (const [i, content] of contents.entries())
            own.set(content, data.slice(i * cols, (i + 1) * cols));
        },
      };
    },
  };
}
