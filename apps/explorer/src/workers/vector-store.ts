import type { StoredVectors, VectorStore, VectorsKey } from "@clipscope/study";
import type { EmbeddingCache, KeptRows } from "./embedding-cache.js";

/** Vectors between saves, so that closing the tab loses little. */
const SAVE_EVERY = 512;

/** The browser's embedding cache as study's `VectorStore`; `save` writes new vectors. */
export class KeptVectors implements VectorStore {
  readonly #packs = new Map<string, Promise<KeptRows>>();
  #fresh = 0;

  constructor(private readonly cache: EmbeddingCache) {}

  async open({ features }: VectorsKey): Promise<StoredVectors> {
    const kind = features === "preProjection" ? features : "projected";
    const pack = (sha256: string) => {
      const key = `${kind}:${sha256}`;
      const known = this.#packs.get(key) ?? this.cache.images(sha256, sha256, kind);
      this.#packs.set(key, known);
      return known;
    };
    return {
      get: async (contents) => {
        const found = new Uint8Array(contents.length);
        let data = new Float32Array();
        let cols = 0;
        for (const [i, content] of contents.entries()) {
          if (content === undefined) continue;
          const { sha256, row } = placeOf(content);
          const kept = await pack(sha256);
          if (!kept.has(row)) continue;
          const vector = kept.take(Int32Array.of(row));
          if (cols === 0) {
            cols = vector.cols;
            data = new Float32Array(contents.length * cols);
          }
          data.set(vector.data, i * cols);
          found[i] = 1;
        }
        return { found, data, cols };
      },
      put: async (contents, { data, cols }) => {
        for (const [i, content] of contents.entries()) {
          if (content === undefined) continue;
          const { sha256, row } = placeOf(content);
          const vector = data.subarray(i * cols, (i + 1) * cols);
          (await pack(sha256)).put({ rows: Int32Array.of(row), data: vector, cols });
        }
        this.#fresh += contents.length;
        if (this.#fresh >= SAVE_EVERY) await this.save();
      },
      flush: () => this.save(),
      list: async () => [],
    };
  }

  async forget(): Promise<void> {
    this.#packs.clear();
  }

  async save(): Promise<void> {
    if (this.#fresh === 0) return;
    this.#fresh = 0;
    for (const kept of this.#packs.values()) await (await kept).save();
  }
}

/** Parses a drawing's content key: its pack's hash and its row in the pack. */
function placeOf(content: string): { sha256: string; row: number } {
  const [sha256, row] = content.split("/");
  return { sha256, row: Number(row) };
}
