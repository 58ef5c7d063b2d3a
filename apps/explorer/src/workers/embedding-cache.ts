import type { Features } from "@clipscope/core";
import type { TextCache } from "@clipscope/toolkit";
import { createStore, get, set } from "idb-keyval";
import type { EmbeddedRows } from "./clip.worker.js";

const store = createStore("clipscope", "embeddings");
/**
 * Cache version, part of every key: raised when embeddings of the same pixels by the same weights would
 * change.
 */
const version = 1;

/**
 * One model's embeddings, cached in the browser between visits. Does nothing if the browser has no storage.
 */
export class EmbeddingCache {
  constructor(private readonly modelHash: string) {}

  /** The cached embeddings of a rendition's images. */
  async images(id: string, packHash: string, features: Features): Promise<KeptRows> {
    const key = [this.modelHash, id, packHash, `${features}-${version}`].join(":");
    return new KeptRows(key, await readKept<Kept>(key));
  }

  async texts(): Promise<TextCache> {
    return (await readKept<TextCache>(`${this.modelHash}:texts`)) ?? new Map();
  }

  async saveTexts(texts: TextCache): Promise<void> {
    await writeKept(`${this.modelHash}:texts`, texts);
  }
}

/** Cached embeddings, with a map from image row to row of `data`. */
interface Kept {
  cols: number;
  places: Map<number, number>;
  data: Float32Array;
}

/** Embeddings by image row, extended as images are encoded. */
export class KeptRows {
  #kept: Kept;

  constructor(
    private readonly key: string,
    kept: Kept | undefined,
  ) {
    this.#kept = kept ?? { cols: 0, places: new Map(), data: new Float32Array() };
  }

  has(row: number): boolean {
    return this.#kept.places.has(row);
  }

  take(rows: Int32Array): EmbeddedRows {
    const { cols, places, data } = this.#kept;
    const out = new Float32Array(rows.length * cols);
    rows.forEach((row, i) => {
      const place = places.get(row) as number;
      out.set(data.subarray(place * cols, (place + 1) * cols), i * cols);
    });
    return { rows, data: out, cols };
  }

  put({ rows, data, cols }: EmbeddedRows): void {
    const kept = this.#kept;
    kept.cols = cols;
    const needed = (kept.places.size + rows.length) * cols;
    if (kept.data.length < needed) {
      const larger = new Float32Array(Math.max(needed, 2 * kept.data.length));
      larger.set(kept.data);
      kept.data = larger;
    }
    rows.forEach((row, i) => {
      kept.data.set(data.subarray(i * cols, (i + 1) * cols), kept.places.size * cols);
      kept.places.set(row, kept.places.size);
    });
  }

  async save(): Promise<void> {
    await writeKept(this.key, this.#kept);
  }
}

/** Reads any other cached value; undefined if missing. */
export async function readKept<T>(key: string): Promise<T | undefined> {
  return get<T>(key, store).catch(() => undefined);
}

export async function writeKept(key: string, value: unknown): Promise<void> {
  await set(key, value, store).catch(() => {});
}
