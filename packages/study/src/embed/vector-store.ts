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
  /** Opens the vectors of a key; returns the same object each time. */
  open(key: VectorsKey): Promise<StoredVectors>;
  /** Deletes the vectors of the model with this content hash, or of all models. */
  forget(model?: string): Promise<void>;
}

/** The vectors of one key. Writing never fails: vectors that can't be stored stay in memory while the program runs. */
export interface StoredVectors {
  /** Content keys of the stored vectors. */
  list(): Promise<readonly string[]>;
  /** Looks up vectors by content key; `undefined`, for a row without a key, is never found. */
  get(contents: readonly (string | undefined)[]): Promise<FoundVectors>;
  /**
   * Stores a vector for each content key: row i of `vectors` belongs to `contents[i]`. Rows without a key are
   * skipped. The vectors are copied. Throws `wrong-shape` if their width differs from that of stored ones.
   */
  put(contents: readonly (string | undefined)[], vectors: Embeddings): Promise<void>;
  /** Writes what `put` has collected so far. Called when a job ends, whether it finished or not. */
  flush(): Promise<void>;
}

/** Stored vectors of the requested content keys, as one matrix. */
export interface FoundVectors {
  /** 1 where the vector is stored: `[contents.length]`. */
  found: Uint8Array;
  /** `[contents.length, cols]`, with zeros for missing vectors; empty if none was found. */
  data: Float32Array;
  /** Width of the vectors; 0 if nothing was found. */
  cols: number;
}

/** An in-memory store for the lifetime of the program. */
export function memoryVectorStore(): VectorStore {
  const all = new Map<string, { model: string; vectors: StoredVectors }>();
  return {
    async open(key) {
      const name = JSON.stringify([key.model, key.features, key.dtype, key.decoding]);
      const own = all.get(name) ?? { model: key.model, vectors: memoryVectors() };
      all.set(name, own);
      return own.vectors;
    },
    async forget(model) {
      for (const [name, own] of all) if (model === undefined || own.model === model) all.delete(name);
    },
  };
}

function memoryVectors(): StoredVectors {
  const own = new Map<string, Float32Array>();
  return {
    list: async () => [...own.keys()],
    async get(contents) {
      const known = contents.map((content) => (content === undefined ? undefined : own.get(content)));
      const cols = known.find((vector) => vector !== undefined)?.length ?? 0;
      const data = new Float32Array(cols * contents.length);
      for (const [i, vector] of known.entries()) if (vector) data.set(vector, i * cols);
      return { found: Uint8Array.from(known, (vector) => Number(vector !== undefined)), data, cols };
    },
    async put(contents, { data, cols }) {
      for (const [i, content] of contents.entries())
        if (content !== undefined) own.set(content, data.slice(i * cols, (i + 1) * cols));
    },
    async flush() {},
  };
}
