import { TileCache } from "@clipscope/charts";
import type { Compute, DataSpec, Study } from "@clipscope/study";
import { effect } from "@preact/signals-core";

/** Pixels per side of a thumbnail. */
const SIZE = 64;

/** Thumbnails of the study's rows, read by its worker on demand; those of other data are dropped. */
export function studyTiles(study: Study, compute: Compute): TileCache {
  let spec: DataSpec | undefined;
  const tiles = new TileCache({
    size: SIZE,
    load: async (rows, deliver, signal) => {
      if (!spec) return;
      await compute.tiles(
        { data: spec, rows, size: SIZE },
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
    const { data: ref, roles } = study.doc.peek();
    tiles.clear();
    spec = value?.images && ref ? { ref, roles } : undefined;
  });
  return tiles;
}
