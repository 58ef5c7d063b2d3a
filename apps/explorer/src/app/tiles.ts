import { TileCache } from "@clipscope/charts";
import type { Compute, OpenedDataset, OpenedModel, Study, TilesRequest } from "@clipscope/study";
import { computed, type ReadonlySignal } from "@preact/signals-core";

/** Pixels per side of a thumbnail. */
const SIZE = 64;

/**
 * Thumbnails of the study's rows, loaded by its worker on demand. Each dataset and model has its own cache, since a
 * row has one picture in a cache; elements on the page follow the current one.
 */
export function studyTiles(study: Study, compute: Compute): ReadonlySignal<TileCache> {
  let last: { keys?: OpenedDataset["keys"]; model?: OpenedModel; tiles: TileCache } | undefined;
  return computed(() => {
    const dataset = study.dataset().value;
    // Changing the sample or the label column does not change the rows: the array of keys stays the same object.
    const keys = dataset?.images ? dataset.keys : undefined;
    // Thumbnails have the background that the model sees; until the model is open, the default one.
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
