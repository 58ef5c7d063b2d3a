import { ClipscopeError } from "@clipscope/types";
import type { NoTile, Tile, Tiles } from "./tiles.js";

/** A loaded picture, or why it could not be loaded. */
export type Loaded = ImageBitmap | NoTile;

export interface TileCacheOptions {
  /** Side of a tile in pixels. */
  size: number;
  /** Loads the pictures of some rows; calls `deliver` for each as it is loaded, in any order. */
  load(rows: Int32Array, deliver: (row: number, tile: Loaded) => void, signal: AbortSignal): Promise<void>;
  /** Memory for pictures, in bytes: 64 MiB by default. The least recently used are dropped. */
  maxBytes?: number;
  /** Rows loaded in one call: 64 by default. */
  batch?: number;
}

/** Pictures of rows, loaded on demand into a limited amount of memory. */
export class TileCache extends EventTarget implements Tiles {
  readonly size: number;
  /** Largest number of pictures kept. */
  readonly capacity: number;
  /** From the least to the most recently used. */
  readonly #tiles = new Map<number, Tile | NoTile>();
  /** The rows requested by each owner; the most recent owner is last. */
  readonly #wanted = new Map<object, Int32Array>();
  readonly #load: TileCacheOptions["load"];
  readonly #batch: number;
  #running: { rows: Int32Array; stop: AbortController } | undefined;
  #told = false;
  #pruning = false;
  #generation = 0;

  constructor({ size, load, maxBytes = 64 << 20, batch = 64 }: TileCacheOptions) {
    super();
    this.capacity = Math.floor(maxBytes / (size * size * 4));
    if (!(size > 0) || this.capacity < 1) {
      throw new ClipscopeError(
        "bad-argument",
        `A tile cache of ${maxBytes} bytes can't hold one tile of ${size} × ${size} pixels. Give it a positive size and at least ${size * size * 4} bytes.`,
      );
    }
    this.size = size;
    this.#load = load;
    this.#batch = Math.min(batch, this.capacity);
  }

  /** Number of pictures in memory, at most `capacity`. */
  get count(): number {
    return this.#tiles.size;
  }

  get generation(): number {
    return this.#generation;
  }

  get(row: number): Tile | NoTile | undefined {
    const tile = this.#tiles.get(row);
    if (tile) {
      this.#tiles.delete(row);
      this.#tiles.set(row, tile);
    }
    return tile;
  }

  request(rows: ArrayLike<number>, owner: object): void {
    this.#wanted.delete(owner);
    if (rows.length > 0) this.#wanted.set(owner, Int32Array.from(rows));
    if (this.#running) this.#prune();
    else void this.#next();
  }

  /** Stops the running load if none of its rows is requested any longer; checked once for many requests. */
  #prune(): void {
    if (this.#pruning) return;
    this.#pruning = true;
    queueMicrotask(() => {
      this.#pruning = false;
      if (!this.#running) return;
      const { rows, stop } = this.#running;
      const wanted = new Set<number>();
      for (const list of this.#wanted.values()) for (const row of list) wanted.add(row);
      if (!rows.some((row) => wanted.has(row))) stop.abort();
    });
  }

  /** Drops all pictures and requests, because the rows have changed. Elements request again what they show. */
  clear(): void {
    this.#generation++;
    this.#wanted.clear();
    this.#running?.stop.abort();
    for (const tile of this.#tiles.values()) close(tile);
    this.#tiles.clear();
    this.#tell();
  }

  /** Loads the next batch of wanted rows, if one is missing. */
  async #next(): Promise<void> {
    const rows = this.#missing();
    if (rows.length === 0) return;
    const stop = new AbortController();
    const running = { rows, stop };
    this.#running = running;
    const keep = (row: number, tile: Loaded) => {
      if (stop.signal.aborted) close(tile);
      else this.#keep(row, tile);
    };
    let reason = "The picture was not delivered.";
    try {
      await this.#load(rows, keep, stop.signal);
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    if (!stop.signal.aborted) {
      // Otherwise, rows that were not delivered would be requested endlessly.
      for (const row of rows) if (!this.#tiles.has(row)) this.#keep(row, { reason });
    }
    this.#running = undefined;
    void this.#next();
  }

  /** Requested rows that are not loaded, those of the most recent owner first. */
  #missing(): Int32Array {
    const missing = new Set<number>();
    let room = this.capacity;
    for (const rows of [...this.#wanted.values()].reverse()) {
      for (const row of rows) {
        if (room-- <= 0 || missing.size === this.#batch) return Int32Array.from(missing);
        if (!this.#tiles.has(row)) missing.add(row);
      }
    }
    return Int32Array.from(missing);
  }

  #keep(row: number, loaded: Loaded): void {
    const before = this.#tiles.get(row);
    if (before) close(before);
    this.#tiles.delete(row);
    this.#tiles.set(row, "reason" in loaded ? loaded : { image: loaded, x: 0, y: 0, side: loaded.width });
    for (const [oldest, tile] of this.#tiles) {
      if (this.#tiles.size <= this.capacity) break;
      this.#tiles.delete(oldest);
      close(tile);
    }
    this.#tell();
  }

  /** Dispatches one "change" event for many changes. */
  #tell(): void {
    if (this.#told) return;
    this.#told = true;
    queueMicrotask(() => {
      this.#told = false;
      this.dispatchEvent(new Event("change"));
    });
  }
}

function close(tile: Tile | Loaded): void {
  const image = "image" in tile ? tile.image : tile;
  if ("close" in image && typeof image.close === "function") image.close();
}
