import type { NoTile, Tile, Tiles } from "@clipscope/charts";

/** Images of many rows in one bitmap: image `i` is at column `i % columns`, row `⌊i / columns⌋`. */
export interface Sheet {
  bitmap: ImageBitmap;
  columns: number;
  tile: number;
}

/** One image of a sheet; undefined while the sheet is loading, or without an image. */
export function tileOf(sheet: Sheet | undefined, picture: number): Tile | undefined {
  if (!sheet || picture < 0) return undefined;
  const { bitmap, columns, tile } = sheet;
  return {
    image: bitmap,
    x: (picture % columns) * tile,
    y: Math.floor(picture / columns) * tile,
    side: tile,
  };
}

/** Pictures of rows that are all in memory, in sheets. */
export class SheetTiles extends EventTarget implements Tiles {
  readonly size = 64;

  constructor(readonly get: (row: number) => Tile | NoTile | undefined) {
    super();
  }

  request(): void {}
}
