import { TileCache } from "@clipscope/charts";
import type { Compute, Study, TilesRequest } from "@clipscope/study";
import { effect } from "@preact/signals-core";

/** Pixels per side of a thumbnail. */
const SIZE = 64;

/** Thumbnails of the study's rows, read by its worker on demand; those of other data are dropped. */
export function studyTiles(study: Study, compute: Compute): TileCache {
  let spec: Pick<TilesRequest, "data" | "model"> | undefined;
  const tiles = new TileCache({
    size: SIZE,
    load: async (rows, deliver, signal) => {
      if (!spec) return;
      await compute.tiles(
        { ...spec, rows, size: SIZE },
        {
          signal,
          onPartial: (tile) =>
            deliver(tile.row, "error" in tile ? { reason: tile.error } : (tile.image as ImageBitmap)),
        },
      );
    },
  });
  effect(() => {
    const { value } = study.dataset();
    // A thumbnail has the ground that the model sees; until it is open, the usual one.
    const hasModel = study.model().value !== undefined;
    const { data: ref, roles, model } = study.doc.peek();
    tiles.clear();
    spec = value?.images && ref ? { data: { ref, roles }, ...(hasModel && { model }) } : undefined;
  });
  return tiles;
}
