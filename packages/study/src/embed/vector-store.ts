import type { Embeddings } from "@clipscope/types";
import type { FeatureKind } from "./embedded-images.js";

/** What must be equal for a stored vector to be the one that would be computed. */
export interface VectorsKey {
  /** The content hash of the model. */
  model: string;
  features: FeatureKind;
  dtype: string;
  /** How images are decoded, as JSON. */
  decoding: string;
}

/** Vectors by the content of their image, kept from run to run. */
export interface VectorStore {
  open(key: VectorsKey): Promise<StoredVectors>;
}

export interface StoredVectors {
  /** The vector of each content, `undefined` where there is none: `[contents.length]`. */
  get(contents: readonly string[]): Promise<readonly (Float32Array | undefined)[]>;
  /** Keeps a vector for each content: row i of `vectors` belongs to `contents[i]`. */
  put(contents: readonly string[], vectors: Embeddings): Promise<void>;
}

/** A store in memory, for one program's run. */
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
