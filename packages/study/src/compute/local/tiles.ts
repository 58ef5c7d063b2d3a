import { type Dataset, type TilePixels, type TileSource, tilesOf } from "@clipscope/datasets";
import { tileImage } from "../../platform/tile-image.js";
import type { CallHow, Tile, TilesRequest } from "../compute.js";
import { handOver } from "../protocol/hand-over.js";
import type { OpenDatasets } from "./datasets.js";
import type { OpenEncoders } from "./encoders.js";

/** Thumbnails of rows, on the background that the model sees. */
export class StudyTiles {
  readonly #sources = new WeakMap<Dataset, Map<string, TileSource>>();

  constructor(
    readonly datasets: OpenDatasets,
    readonly encoders: OpenEncoders,
  ) {}

  /** Passes each tile to `onPartial` as it is ready. Throws the errors of `tilesOf`. */
  async make({ data, rows, size, model }: TilesRequest, how: CallHow<Tile> = {}): Promise<void> {
    const opening = { ...(how.signal && { signal: how.signal }) };
    const dataset = await this.datasets.open(data.ref, opening);
    const decode =
      model && model.kind !== "none"
        ? await this.encoders.use(model, { ...opening, described: true }, async ({ encoder }) =>
            encoder.decoding(),
          )
        : undefined;
    const known = this.#sources.get(dataset) ?? new Map<string, TileSource>();
    this.#sources.set(dataset, known);
    const key = JSON.stringify([size, decode]);
    const { background, ...rest } = decode ?? {};
    const given = decode && { ...rest, ...(background && { background }) };
    const source = known.get(key) ?? tilesOf(dataset, size, given ? { decode: given } : {});
    known.set(key, source);
    const give = (tile: Tile) => {
      if (!how.signal?.aborted) how.onPartial?.(tile);
    };
    // Side by side: Firefox gives each bitmap in a task of its own, and a worker that embeds has few turns for them.
    const drawing: Promise<void>[] = [];
    for await (const tile of source.read(rows, opening)) {
      if ("error" in tile) give(tile);
      else drawing.push(drawn(tile).then(give));
    }
    await Promise.all(drawing);
  }
}

/** The tile to send: a bitmap is transferred to the page; pixels are copied, since the original is cached. */
async function drawn({ row, image }: { row: number; image: TilePixels }): Promise<Tile> {
  try {
    const made = await tileImage(image);
    return handOver({ row, image: made }, "close" in made ? [made as Transferable] : []);
  } catch (error) {
    return { row, error: error instanceof Error ? error.message : String(error) };
  }
}
