import { afterEach, expect, test, vi } from "vitest";
import type { Tile } from "../compute.js";
import { OpenDatasets } from "./datasets.js";
import type { OpenEncoders } from "./encoders.js";
import { ProvidedFiles } from "./provided.js";
import { StudyTiles } from "./tiles.js";

const ROWS = 8;
const image = (red: number) => new Blob(["P6 1 1 255\n", Uint8Array.of(red, 0, 0)]);
const provided = new ProvidedFiles();
provided.set(
  "reds",
  Array.from({ length: ROWS }, (_, i) => ({ path: `reds/${i}.ppm`, file: image(i) })),
);

/** The tiles of all rows, in a page's surroundings: `draw` makes bitmaps, as `createImageBitmap` does. */
async function tilesOfAll(draw: () => Promise<object>): Promise<Tile[]> {
  vi.stubGlobal("ImageData", class {});
  vi.stubGlobal("createImageBitmap", draw);
  const tiles: Tile[] = [];
  await new StudyTiles(new OpenDatasets({}, provided), {} as OpenEncoders).make(
    {
      data: { ref: { kind: "files", name: "reds" }, roles: {} },
      rows: Int32Array.from({ length: ROWS }, (_, i) => i),
      size: 32,
    },
    { onPartial: (tile) => tiles.push(tile) },
  );
  return tiles.sort((a, b) => a.row - b.row);
}
afterEach(() => vi.unstubAllGlobals());

test("bitmaps are made side by side, however long each takes", async () => {
  const bitmap = { close() {} };
  let ready = () => {};
  const all = new Promise<void>((resolve) => {
    ready = resolve;
  });
  let asked = 0;
  const tiles = await tilesOfAll(() => {
    if (++asked === ROWS) ready();
    return all.then(() => bitmap);
  });
  expect(tiles).toEqual(Array.from({ length: ROWS }, (_, row) => ({ row, image: bitmap })));
});

test("a bitmap that can't be made is an error of its row alone", async () => {
  let asked = 0;
  const tiles = await tilesOfAll(() =>
    asked++ === 2 ? Promise.reject(new Error("out of memory")) : Promise.resolve({ close() {} }),
  );
  expect(tiles).toHaveLength(ROWS);
  expect(tiles.filter((tile) => "error" in tile)).toMatchObject([{ error: "out of memory" }]);
});
