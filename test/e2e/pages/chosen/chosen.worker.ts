import type { DecodeOptions } from "@clipscope/core/images";
import { type Dataset, type NamedFile, openDataset, type TileSize, tilesOf } from "@clipscope/datasets";

export type Source = string | NamedFile[] | FileSystemDirectoryHandle;
export type Asked = { open: Source } | { tiles: { size: TileSize; decode?: DecodeOptions } };

let dataset: Dataset;

addEventListener("message", async ({ data }: MessageEvent<Asked>) => {
  try {
    postMessage({ result: await ("open" in data ? open(data.open) : tiles(data.tiles)) });
  } catch (error) {
    postMessage({ error: String(error) });
  }
});

async function open(source: Source) {
  dataset = await openDataset(source);
  const { hash, rows, roles, keys } = dataset;
  return { hash, rows, roles, keys: Array.from({ length: rows }, (_, row) => keys.at(row)) };
}

async function tiles({ size, decode }: { size: TileSize; decode?: DecodeOptions }) {
  const made: Record<string, number[] | string> = {};
  const rows = Array.from({ length: dataset.rows }, (_, row) => row);
  for await (const tile of tilesOf(dataset, size, { decode }).read(rows)) {
    made[dataset.keys.at(tile.row)] = "image" in tile ? Array.from(tile.image.data) : tile.error;
  }
  return made;
}
