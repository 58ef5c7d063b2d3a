import { type DecodeOptions, decodeThumbnail } from "@clipscope/core/images";
import { ClipscopeError, type RgbImage, throwIfCancelled } from "@clipscope/types";
import type { Dataset } from "./dataset.js";
import { Recent } from "./recent.js";

/** Pixels per side of a tile. */
export type TileSize = 32 | 64 | 128;

/** A row's image in a square, or why it could not be made. */
export type Tile = { row: number } & ({ image: TilePixels } | { error: string });

/**
 * The pixels of a tile. The image is centered and never stretched; the bars beside it are transparent. The
 * array is the caller's own and may be transferred.
 */
export interface TilePixels {
  width: TileSize;
  height: TileSize;
  /** RGBA, `[height, width, 4]`. */
  data: Uint8ClampedArray<ArrayBuffer>;
}

export interface TileOptions {
  /**
   * Handling of transparency, orientation and 16-bit images. Pass the model's decoding (`encoder.decoding()`), so
   * that a tile shows what the model sees. Default: alpha dropped, upright.
   */
  decode?: DecodeOptions;
  /** Bytes of tiles kept; the least recently used are dropped first. Default 32 MiB: 2,048 tiles of 64 pixels. */
  maxBytes?: number;
}

/** Small pictures of a dataset's rows, made on demand. */
export interface TileSource {
  readonly size: TileSize;
  /** Bytes of the tiles kept now. */
  readonly bytes: number;
  /**
   * Makes the tiles of some rows, each as soon as it is ready, so not in the order of `rows`. An image that
   * can't be read gives an error. Throws `bad-argument` for a row that does not exist, and `cancelled`.
   */
  read(rows: Iterable<number>, how?: { signal?: AbortSignal }): AsyncGenerator<Tile>;
  /** Drops all tiles kept. */
  forget(): void;
}

const SIZES: readonly TileSize[] = [32, 64, 128];
const KEPT = 32 * 2 ** 20;
/** Images decoded concurrently: a full-size photograph takes up to 100 MB. */
const AT_ONCE = 4;

/**
 * Opens the tiles of a dataset, in a page's worker or in Node. Throws `not-supported` for data without images,
 * and `bad-argument` for a size that is not 32, 64 or 128.
 */
export function tilesOf(
  { images, keys, rows: count, title }: Pick<Dataset, "images" | "keys" | "rows" | "title">,
  size: TileSize,
  { decode, maxBytes = KEPT }: TileOptions = {},
): TileSource {
  if (!images) {
    throw new ClipscopeError("not-supported", `${title} has no images, so there are no tiles to show.`);
  }
  if (!SIZES.includes(size)) {
    throw new ClipscopeError("bad-argument", `Tiles are ${SIZES.join(", ")} pixels large, not ${size}.`);
  }
  const kept = new Recent<number, Uint8ClampedArray<ArrayBuffer>>(maxBytes, ({ byteLength }) => byteLength);
  const make = async (row: number) => {
    const options = { ...decode, name: keys.at(row) };
    return letterbox(await decodeThumbnail(await images.read(row), size, options), size);
  };
  const tileOf = async (row: number): Promise<Tile> => {
    try {
      const data = (await kept.get(row, () => make(row))).slice();
      return { row, image: { width: size, height: size, data } };
    } catch (error) {
      return { row, error: error instanceof Error ? error.message : String(error) };
    }
  };
  return {
    size,
    get bytes() {
      return kept.bytes;
    },
    async *read(rows, { signal } = {}) {
      const waiting = [...rows];
      const outside = waiting.find((row) => !(Number.isInteger(row) && row >= 0 && row < count));
      if (outside !== undefined) {
        throw new ClipscopeError(
          "bad-argument",
          `There is no row ${outside}: ${title} has ${count}, numbered from 0.`,
        );
      }
      const running = new Map<number, Promise<Tile>>();
      for (let next = 0; next < waiting.length || running.size > 0; ) {
        throwIfCancelled(signal, "Making tiles");
        for (; running.size < AT_ONCE && next < waiting.length; next++) {
          running.set(waiting[next], tileOf(waiting[next]));
        }
        const tile = await Promise.race(running.values());
        running.delete(tile.row);
        throwIfCancelled(signal, "Making tiles");
        yield tile;
      }
    },
    forget: () => kept.forget(),
  };
}

/** Centers an image whose longer side is `size` in a square of RGBA. */
function letterbox({ width, height, data }: RgbImage, size: number): Uint8ClampedArray<ArrayBuffer> {
  const square = new Uint8ClampedArray(size * size * 4);
  const [left, top] = [(size - width) >> 1, (size - height) >> 1];
  for (let y = 0; y < height; y++) {
    let to = ((top + y) * size + left) * 4;
    for (let from = y * width * 3; from < (y + 1) * width * 3; from += 3) {
      square[to] = data[from];
      square[to + 1] = data[from + 1];
      square[to + 2] = data[from + 2];
      square[to + 3] = 255;
      to += 4;
    }
  }
  return square;
}
