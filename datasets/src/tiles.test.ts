import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Dataset } from "./dataset.js";
import { openDataset } from "./open-dataset.js";
import { memorySource } from "./read/memory-source.js";
import type { FileSource } from "./read/source.js";
import { type Tile, type TileSize, type TileSource, tilesOf } from "./tiles.js";

let folder: string;
let photos: Dataset;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tiles-"));
  await mkdir(join(folder, "a"));
  const wide = sharp({ create: { width: 300, height: 100, channels: 3, background: "#ff0000" } });
  await wide.jpeg({ quality: 100, chromaSubsampling: "4:4:4" }).toFile(join(folder, "a/wide.jpg"));
  const tall = sharp({ create: { width: 10, height: 20, channels: 3, background: "#0000ff" } });
  await tall.png().toFile(join(folder, "a/tall.png"));
  const clear = sharp(
    Uint8Array.from({ length: 1600 }, (_, i) => [200, 30, 90, 0][i % 4]),
    {
      raw: { width: 20, height: 20, channels: 4 },
    },
  );
  await clear.png().toFile(join(folder, "a/clear.png"));
  await writeFile(join(folder, "a/broken.jpg"), "not an image");
  await writeFile(join(folder, "a/drawing.svg"), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  photos = await openDataset(folder);
});
afterAll(() => rm(folder, { recursive: true }));

async function all(source: TileSource, rows: Iterable<number>): Promise<Tile[]> {
  const tiles: Tile[] = [];
  for await (const tile of source.read(rows)) tiles.push(tile);
  return tiles.sort((a, b) => a.row - b.row);
}
const every = (dataset: Dataset) => Array.from({ length: dataset.rows }, (_, row) => row);
const byName = async (source: TileSource, name: string) => {
  const row = every(photos).find((each) => photos.keys.at(each) === `a/${name}`) as number;
  const [tile] = await all(source, [row]);
  return tile;
};
function at(tile: Tile, size: number, x: number, y: number): number[] {
  if (!("image" in tile)) throw new Error(tile.error);
  return [...tile.image.data.slice((y * size + x) * 4, (y * size + x) * 4 + 4)];
}

test.each<TileSize>([32, 64, 128])("a tile of %i pixels holds the whole image, unstretched", async (size) => {
  const tiles = tilesOf(photos, size);
  const wide = await byName(tiles, "wide.jpg");
  const edge = Math.round(size / 3);
  const top = (size - edge) >> 1;
  expect(at(wide, size, 0, top - 1)).toEqual([0, 0, 0, 0]);
  for (const y of [top, top + edge - 1]) {
    const [red, green, blue, alpha] = at(wide, size, size - 1, y);
    expect([red > 250, green < 5, blue < 5, alpha]).toEqual([true, true, true, 255]);
  }
  expect(at(wide, size, 0, top + edge)).toEqual([0, 0, 0, 0]);
  const tall = await byName(tiles, "tall.png");
  expect(at(tall, size, size / 2, 0)).toEqual([0, 0, 255, 255]);
  expect(at(tall, size, size / 4 - 1, 0)).toEqual([0, 0, 0, 0]);
  expect(at(tall, size, size / 4, size - 1)).toEqual([0, 0, 255, 255]);
});

test("transparent parts have the ground that the model's decoding gives them", async () => {
  const asModel = await byName(tilesOf(photos, 32), "clear.png");
  expect(at(asModel, 32, 16, 16)).toEqual([200, 30, 90, 255]);
  const onWhite = tilesOf(photos, 32, { decode: { background: [255, 255, 255] } });
  expect(at(await byName(onWhite, "clear.png"), 32, 16, 16)).toEqual([255, 255, 255, 255]);
});

test("images that can't be read have reasons, and the others their tiles", async () => {
  const tiles = await all(tilesOf(photos, 32), every(photos));
  const errors = tiles.map((tile) => ("error" in tile ? tile.error : undefined));
  expect(tiles.map(({ row }) => row)).toEqual([0, 1, 2, 3, 4]);
  expect(errors.filter((error) => error === undefined)).toHaveLength(3);
  expect(errors.join()).toMatch(/broken\.jpg can't be decoded/);
  expect(errors.join()).toMatch(/drawing\.svg .*SVG is not supported.*export it as PNG/);
});

test("rows that don't exist, other sizes and data without images are refused", async () => {
  await expect(all(tilesOf(photos, 32), [5])).rejects.toMatchObject({ code: "bad-argument" });
  expect(() => tilesOf(photos, 48 as TileSize)).toThrow(expect.objectContaining({ code: "bad-argument" }));
  expect(() => tilesOf({ ...photos, images: undefined }, 32)).toThrow(
    expect.objectContaining({ code: "not-supported" }),
  );
});

test("tiles are kept up to a number of bytes, and their arrays are the caller's", async () => {
  let reads = 0;
  const [wide] = [every(photos).find((row) => photos.keys.at(row) === "a/wide.jpg") as number];
  const images = photos.images as NonNullable<Dataset["images"]>;
  const counted: Dataset = {
    ...photos,
    rows: 100,
    images: {
      ...images,
      read: () => {
        reads++;
        return images.read(wide);
      },
    },
  };
  const tiles = tilesOf(counted, 32, { maxBytes: 40 * 32 * 32 * 4 });
  const rows = Array.from({ length: 100 }, (_, row) => row);
  const [first] = await all(tiles, rows);
  expect(reads).toBe(100);
  expect(tiles.bytes).toBe(40 * 32 * 32 * 4);
  if ("image" in first) first.image.data.fill(0);
  const again = await all(tiles, rows.slice(70));
  expect(reads).toBe(100);
  expect(at(again[0], 32, 16, 16)[0]).toBeGreaterThan(250);
  tiles.forget();
  expect(tiles.bytes).toBe(0);
  await all(tiles, [99]);
  expect(reads).toBe(101);
});

test("a cancelled reading ends", async () => {
  const controller = new AbortController();
  const reading = tilesOf(photos, 32).read(every(photos), { signal: controller.signal });
  await reading.next();
  controller.abort();
  await expect(reading.next()).rejects.toMatchObject({ code: "cancelled" });
});

test("a file asked for by an embedding and by tiles is read once", async () => {
  const jpeg = new Uint8Array(await readFile(join(folder, "a/wide.jpg")));
  let reads = 0;
  const counted = (path: string): FileSource => ({
    ...memorySource(path, jpeg),
    slice: async (start, end) => {
      reads++;
      return jpeg.subarray(start, end);
    },
  });
  const files = await openDataset([counted("a/1.jpg"), counted("b/2.jpg")]);
  reads = 0;
  const [image] = await Promise.all([files.images?.read(1), all(tilesOf(files, 64), [1])]);
  expect(image).toHaveProperty("name", "b/2.jpg");
  await all(tilesOf(files, 32), [1]);
  expect(reads).toBe(1);
});

test("a picked file is read once, too, unless it is large", async () => {
  let reads = 0;
  class Counted extends Blob {
    override arrayBuffer(): Promise<ArrayBuffer> {
      reads++;
      return super.arrayBuffer();
    }
  }
  const jpeg = new Uint8Array(await readFile(join(folder, "a/wide.jpg")));
  const picked = [
    { path: "pets/a/1.jpg", file: new Counted([jpeg]) },
    { path: "pets/b/2.jpg", file: new Counted([jpeg, new Uint8Array(9 * 2 ** 20)]) },
  ];
  const { images, ...rest } = await openDataset(picked);
  const dataset = { images, ...rest };
  for (const size of [32, 64] as const) {
    const [first, second] = await Promise.all([
      images?.read(0),
      images?.read(1),
      all(tilesOf(dataset, size), [0]),
    ]);
    expect([first instanceof Uint8Array, second instanceof Blob]).toEqual([true, true]);
  }
  expect(reads).toBe(1);
});
