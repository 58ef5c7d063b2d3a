import { TileCache } from "@clipscope/charts";
import type { Compute, OpenedDataset, OpenedModel, Study, TilesRequest } from "@clipscope/study";
import { computed, type ReadonlySignal } from "@preact/signals-core";

/** Pixels per side of a thumbnail. */
const SIZE = 64;

/**
 * Thumbnails of the study's rows, read by its worker on demand. Other data, and another model, have another cache,
 * which every picture on the page follows: in one cache a row has one picture.
 */
export function studyTiles(study: Study, compute: Compute): ReadonlySignal<TileCache> {
  let last: { keys?: OpenedDataset["keys"]; model?: OpenedModel; tiles: TileCache } | undefined;
  return computed(() => {
    const dataset = study.dataset().value;
    // Another sample or another label column is a view of the same rows, and has the same array of keys.
    const keys = dataset?.images ? dataset.keys : undefined;
    // A thumbnail has the ground that the model sees; until it is open, the usual one.
    const model = study.model().value;
    if (last && last.keys === keys && last.model === model) return last.tiles;
    last?.tiles.clear();
    const { data: ref, roles, model: modelRef } = study.doc.peek();
    const spec = keys && ref ? { data: { ref, roles }, ...(model && { model: modelRef }) } : undefined;
    const tiles = cacheOf(spec, compute);
    last = { ...(keys && { keys }), ...(model && { model }), tiles };
    return tiles;
  });
}

function cacheOf(spec: Pick<TilesRequest, "data" | "model"> | undefined, compute: Compute): TileCache {
  return new TileCache({
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
}
