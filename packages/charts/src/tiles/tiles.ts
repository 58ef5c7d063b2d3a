/** A small picture: a square part of an image. */
export interface Tile {
  image: CanvasImageSource;
  /** Left and top corner of the square in the image, in pixels. */
  x: number;
  y: number;
  side: number;
}

/** Why there is no picture of a row. */
export interface NoTile {
  reason: string;
}

/** Pictures of rows, loaded on demand. */
export interface Tiles {
  /** Side of a tile in pixels. */
  readonly size: number;
  /** Changes when all pictures are dropped, because rows are other ones now: what was drawn is then wrong. */
  readonly generation: number;
  /** A row's picture; undefined until it is loaded. */
  get(row: number): Tile | NoTile | undefined;
  /**
   * Asks for pictures, the most wanted first. Replaces what the same owner asked for before: an empty list
   * withdraws. A "change" event follows when some have come.
   */
  request(rows: ArrayLike<number>, owner: object): void;
  addEventListener(type: "change", listener: () => void): void;
  removeEventListener(type: "change", listener: () => void): void;
}

/** Draws a tile into a square of the screen; nothing for a row without a picture. */
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
