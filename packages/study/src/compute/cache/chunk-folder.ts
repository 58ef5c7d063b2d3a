import type { VectorsKey } from "../../embed/vector-store.js";
import type { Cache } from "../cache.js";
import { checksum } from "./checksum.js";
import { type ChunkIndex, decodeIndex, decodeMatrix, encodeIndex, encodeMatrix, folderOf } from "./chunk.js";

/** A chunk with fewer rows is small: small chunks are merged once there are `MANY_SMALL`. */
const SMALL = 256;
const MANY_SMALL = 32;
/** How often the chunks are listed again if some were deleted during reading. */
const RETRIES = 8;

interface Chunk {
  contents: readonly string[];
  data: Float32Array;
  cols: number;
}

/** The chunks of one key in a cache: `<folder>/<name>.index` and `<folder>/<name>.rows`. */
export class ChunkFolder {
  readonly #folder: string;
  readonly #indices = new Map<string, ChunkIndex>();
  readonly #places = new Map<string, { chunk: string; row: number }>();
  /** Whether a content key may be in a chunk but not in the table of places. */
  #isIncomplete = false;
  #refreshed: Promise<void> | undefined;

  constructor(
    private readonly cache: Cache,
    private readonly key: VectorsKey,
  ) {
    this.#folder = folderOf(key);
  }

  /** Width of the vectors; 0 if there are none. */
  get cols(): number {
    const [first] = this.#indices.values();
    return first?.cols ?? 0;
  }

  has(content: string): boolean {
    return this.#places.has(content);
  }

  contents(): Iterable<string> {
    return this.#places.keys();
  }

  /** Forgets all chunks, without deleting them. */
  clear(): void {
    this.#indices.clear();
    this.#places.clear();
  }

  /** Reads the indices of chunks that other programs have written, and drops chunks that were deleted. */
  async refresh(): Promise<void> {
    this.#refreshed = this.#readIndices();
    await this.#refreshed;
  }

  /** Calls `refresh` if it was never called. */
  async refreshOnce(): Promise<void> {
    this.#refreshed ??= this.#readIndices();
    await this.#refreshed;
  }

  /** Calls `take` with the vector of each stored content key. Reads each chunk once, one at a time. */
  async read(
    contents: Iterable<string>,
    take: (content: string, vector: Float32Array) => void,
  ): Promise<void> {
    const missing = new Set<string>();
    let gone = await this.#readOnce(contents, take, missing);
    for (let time = 0; gone.length > 0 && time < RETRIES; time++) {
      await this.refresh(); // another program may have merged the chunks
      gone = await this.#readOnce(gone, take, missing);
    }
  }

  /** Writes a chunk; returns false if the cache did not store it. */
  async write(chunk: Chunk): Promise<boolean> {
    const { contents, data, cols } = chunk;
    const name = uniqueName();
    const bytes = encodeMatrix(data);
    const index: ChunkIndex = { cols, contents, checksum: checksum(bytes) };
    // The index comes last: a chunk with an index is complete.
    const kept =
      (await this.cache.write(this.#rowsKey(name), bytes)) === "kept" &&
      (await this.cache.write(this.#indexKey(name), encodeIndex(this.key, index))) === "kept";
    if (kept) this.#add(name, index);
    else await this.#delete(name);
    return kept;
  }

  /** Merges small chunks if there are many. Safe if other programs do so at the same time. */
  async merge(): Promise<void> {
    const small = [...this.#indices].filter(([, { contents }]) => contents.length < SMALL);
    if (small.length < MANY_SMALL) return;
    const { cols } = this;
    const vectors = new Map<string, Float32Array>();
    const merged: string[] = [];
    for (const [name, index] of small) {
      const matrix = await this.#matrix(name, index);
      if (!matrix) continue;
      merged.push(name);
      for (const [i, content] of index.contents.entries())
        vectors.set(content, matrix.subarray(i * cols, (i + 1) * cols));
    }
    const data = new Float32Array(vectors.size * cols);
    for (const [i, vector] of [...vectors.values()].entries()) data.set(vector, i * cols);
    if (!(await this.write({ contents: [...vectors.keys()], data, cols }))) return;
    for (const name of merged) await this.#delete(name);
  }

  async #readIndices(): Promise<void> {
    for (let time = 0; time < RETRIES; time++) if (await this.#readListed()) return;
  }

  /** Returns whether all listed indices were there; otherwise another program has just merged chunks. */
  async #readListed(): Promise<boolean> {
    const before = [...this.#indices.keys()]; // chunks written during the listing may not be in it
    const listed = await this.cache.keys(this.#folder);
    const names = listed.flatMap((key) =>
      key.endsWith(INDEX) ? [key.slice(this.#folder.length, -INDEX.length)] : [],
    );
    const present = new Set(names);
    for (const name of before) if (!present.has(name)) this.#drop(name);
    let complete = true;
    for (const name of names) {
      if (this.#indices.has(name)) continue;
      const bytes = await this.cache.read(this.#indexKey(name));
      const index = bytes && decodeIndex(this.key, bytes);
      if (!bytes) complete = false;
      else if (index && (this.cols === 0 || this.cols === index.cols)) this.#add(name, index);
      else await this.#delete(name);
    }
    this.#complete();
    return complete;
  }

  /**
   * Returns the content keys whose chunk was missing or damaged. A missing chunk is added to `missing`, and deleted
   * if it was there already.
   */
  async #readOnce(
    contents: Iterable<string>,
    take: (content: string, vector: Float32Array) => void,
    missing: Set<string>,
  ): Promise<string[]> {
    const wanted = new Map<string, { content: string; row: number }[]>();
    for (const content of contents) {
      const place = this.#places.get(content);
      if (!place) continue;
      const rows = wanted.get(place.chunk);
      if (rows) rows.push({ content, row: place.row });
      else wanted.set(place.chunk, [{ content, row: place.row }]);
    }
    const gone: string[] = [];
    for (const [name, rows] of wanted) {
      const index = this.#indices.get(name);
      const matrix = index && (await this.#matrix(name, index, missing));
      for (const { content, row } of rows) {
        if (matrix) take(content, matrix.subarray(row * index.cols, (row + 1) * index.cols));
        else gone.push(content);
      }
    }
    return gone;
  }

  /**
   * A chunk's matrix; undefined if it is damaged or can't be read. A damaged chunk is deleted; an unreadable one
   * only the second time, since the cache may be temporarily unavailable.
   */
  async #matrix(
    name: string,
    index: ChunkIndex,
    missing = new Set<string>(),
  ): Promise<Float32Array | undefined> {
    const bytes = await this.cache.read(this.#rowsKey(name));
    const matrix = bytes && decodeMatrix(index, bytes);
    if (matrix) return matrix;
    if (bytes || missing.has(name)) await this.#delete(name);
    else this.#drop(name);
    missing.add(name);
    return undefined;
  }

  #add(name: string, index: ChunkIndex): void {
    this.#indices.set(name, index);
    for (const [row, content] of index.contents.entries()) this.#places.set(content, { chunk: name, row });
  }

  async #delete(name: string): Promise<void> {
    this.#drop(name);
    await this.cache.forget(`${this.#folder}${name}.`);
  }

  #drop(name: string): void {
    const index = this.#indices.get(name);
    this.#indices.delete(name);
    for (const content of index?.contents ?? []) {
      if (this.#places.get(content)?.chunk !== name) continue;
      this.#places.delete(content);
      this.#isIncomplete = true;
    }
  }

  /** Finds content keys of a dropped chunk in other chunks. */
  #complete(): void {
    if (!this.#isIncomplete) return;
    this.#isIncomplete = false;
    for (const [name, index] of this.#indices) this.#add(name, index);
  }

  #indexKey(name: string): string {
    return `${this.#folder}${name}${INDEX}`;
  }

  #rowsKey(name: string): string {
    return `${this.#folder}${name}.rows`;
  }
}

const INDEX = ".index";

/** A name unique across programs; names sort in the order of writing. */
function uniqueName(): string {
  const random = crypto.getRandomValues(new Uint32Array(2));
  return `${Date.now().toString(36)}-${[...random].map((part) => part.toString(36)).join("")}`;
}
