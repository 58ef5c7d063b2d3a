import { ClipscopeError, type Embeddings } from "@clipscope/types";
import type { FoundVectors, StoredVectors, VectorsKey } from "../../embed/vector-store.js";
import type { Cache } from "../cache.js";
import { ChunkFolder } from "./chunk-folder.js";

/** Rows after which a chunk is written: 2 MB at a width of 512. */
const ROWS_PER_CHUNK = 1024;
/** Milliseconds after which even a few rows are written: the most work that a crash can lose. */
const WRITE_AFTER = 1000;
/** Milliseconds before writing is tried again after the cache refused a chunk. */
const RETRY_AFTER = 30_000;

/** The vectors of one key: those in its chunks, and new ones in memory until they are written to a chunk. */
export class ChunkedVectors implements StoredVectors {
  readonly #chunks: ChunkFolder;
  readonly #unwritten = new Map<string, Float32Array>();
  #cols = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #refused = Number.NEGATIVE_INFINITY;
  /** Writes run one after another. */
  #writing: Promise<void> = Promise.resolve();

  constructor(cache: Cache, key: VectorsKey) {
    this.#chunks = new ChunkFolder(cache, key);
  }

  async list(): Promise<readonly string[]> {
    await this.#chunks.refresh();
    return [...new Set([...this.#chunks.contents(), ...this.#unwritten.keys()])];
  }

  async get(contents: readonly (string | undefined)[]): Promise<FoundVectors> {
    await this.#chunks.refresh();
    const cols = this.#cols || this.#chunks.cols;
    const found = new Uint8Array(contents.length);
    const asked = new Map<string, number[]>();
    for (const [i, content] of contents.entries()) {
      if (content === undefined) continue;
      const rows = asked.get(content);
      if (rows) rows.push(i);
      else asked.set(content, [i]);
    }
    let data = new Float32Array();
    const take = (content: string, vector: Float32Array) => {
      if (data.length === 0) data = new Float32Array(contents.length * cols);
      for (const row of asked.get(content) ?? []) {
        data.set(vector, row * cols);
        found[row] = 1;
      }
      asked.delete(content);
    };
    for (const content of [...asked.keys()]) {
      const vector = this.#unwritten.get(content);
      if (vector) take(content, vector);
    }
    await this.#chunks.read(asked.keys(), take);
    return { found, data, cols: data.length > 0 ? cols : 0 };
  }

  async put(contents: readonly (string | undefined)[], { data, cols, rows }: Embeddings): Promise<void> {
    if (rows === 0) return;
    await this.#chunks.refreshOnce();
    const expected = this.#cols || this.#chunks.cols || cols;
    if (cols !== expected) {
      throw new ClipscopeError(
        "wrong-shape",
        `Vectors of width ${cols} can't be stored: earlier vectors of this model have width ${expected}.`,
      );
    }
    this.#cols = cols;
    for (const [i, content] of contents.entries()) {
      if (content === undefined || this.#chunks.has(content)) continue;
      this.#unwritten.set(content, data.slice(i * cols, (i + 1) * cols));
    }
    if (this.#unwritten.size === 0) return;
    if (this.#unwritten.size >= ROWS_PER_CHUNK) return this.#write();
    this.#timer ??= setTimeout(() => void this.#write(), WRITE_AFTER);
    (this.#timer as { unref?(): void }).unref?.();
  }

  async flush(): Promise<void> {
    await this.#write();
  }

  /** Forgets all vectors; the caller deletes the chunks. */
  clear(): void {
    this.#chunks.clear();
    this.#unwritten.clear();
    this.#cols = 0;
    this.#refused = Number.NEGATIVE_INFINITY;
  }

  #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#writeAll());
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    if (performance.now() - this.#refused < RETRY_AFTER) return;
    while (this.#unwritten.size > 0) {
      const rows = [...this.#unwritten].slice(0, ROWS_PER_CHUNK);
      const cols = this.#cols;
      const data = new Float32Array(rows.length * cols);
      for (const [i, [, vector]] of rows.entries()) data.set(vector, i * cols);
      const contents = rows.map(([content]) => content);
      if (!(await this.#chunks.write({ contents, data, cols }))) {
        this.#refused = performance.now();
        return;
      }
      for (const [content, vector] of rows)
        if (this.#unwritten.get(content) === vector) this.#unwritten.delete(content);
    }
    await this.#chunks.merge();
  }
}
