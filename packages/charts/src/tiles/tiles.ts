/** A small picture: a square region of an image. */
export interface Tile {
  image: CanvasImageSource;
  /** Left and top corner of the square in the image, in pixels. */
  x: number;
  y: number;
  side: number;
}

/** Says why a row has no picture. */
export interface NoTile {
  reason: string;
}

/** Pictures of rows, loaded on demand. */
export interface Tiles {
  /** Side of a tile in pixels. */
  readonly size: number;
  /** Larger tiles of the same rows, used where pictures are drawn larger than `size`. */
  readonly larger?: Tiles | undefined;
  /** Changes when all pictures are dropped because the rows have changed: drawn pictures are then invalid. */
  readonly generation: number;
  /** A row's picture; undefined until it is loaded. */
  get(row: number): Tile | NoTile | undefined;
  /**
   * Requests pictures, most important first. Replaces the owner's earlier request; an empty list cancels it. A
   * "change" event follows when some are loaded.
   */
  request(rows: ArrayLike<number>, owner: object): void;
  addEventListener(type: "change", listener: () => void): void;
  removeEventListener(type: "change", listener: () => void): void;
}

/** Draws a tile into a square of the screen; draws nothing for a row without a picture. */
export function drawTile(
  context: CanvasRenderingContext2D,
  tile: Tile | NoTile | undefined,
  left: number,
  top: number,
  side: number,
): void {
  if (!tile || "reason" in tile) return;
  context.imageSmoothingQuality = "high";
  context.drawImage(tile.image, tile.x, tile.y, tile.side, tile.side, left, top, side, side);
}
