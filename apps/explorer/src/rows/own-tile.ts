import type { NoTile, Tile, Tiles } from "@clipscope/charts";
import type { OwnImage } from "../app/own-images.js";

/** The picture of one of the user's images as the model sees it; undefined until it is classified. */
export function ownTile({ result }: OwnImage): Tile | NoTile | undefined {
  if (!result) return undefined;
  const { found } = result;
  if ("error" in found) return { reason: found.error };
  const { tile } = found;
  return tile && { image: tile as ImageBitmap, x: 0, y: 0, side: tile.width };
}

/** Pictures of rows and of the user's images, which have negative numbers: -1 for the first. */
export function tilesWithOwn(tiles: Tiles, own: readonly OwnImage[]): Tiles {
  return {
    get size() {
      return tiles.size;
    },
    get generation() {
      return tiles.generation;
    },
    get: (row) => (row < 0 ? ownTile(own[-1 - row]) : tiles.get(row)),
    request: (rows, owner) =>
      tiles.request(
        Array.from(rows).filter((row) => row >= 0),
        owner,
      ),
    addEventListener: (type, listener) => tiles.addEventListener(type, listener),
    removeEventListener: (type, listener) => tiles.removeEventListener(type, listener),
  };
}
