import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "@clipscope/core";
import type { DecodeOptions } from "@clipscope/core/images";
import { type Dataset, openDataset, tilesOf } from "@clipscope/datasets";
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import type { Browser } from "playwright";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { drawShape, SHAPES } from "../evidence/shapes.mjs";
import { golden } from "../parity/goldens.js";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";
import { launchFirefox } from "./firefox.mjs";
import { serveStatic } from "./static.js";
import { type Visit, visit } from "./visit.js";

const PER_CLASS = 30;

let folder: string;
let built: Awaited<ReturnType<typeof bundle>>;
let browser: Browser;
let server: Awaited<ReturnType<typeof serveStatic>>;
let here: Visit;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chosen-"));
  await makeFolders();
  [built, browser] = await Promise.all([bundle(join(import.meta.dirname, "pages/chosen")), launch()]);
  server = await serveStatic({ "/": built.folder, "/made/": folder }, { isolated: false });
});
afterAll(async () => {
  await Promise.all([browser?.close(), server?.close(), built?.remove()]);
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  here = await visit(browser, server.url);
  await here.page.waitForFunction("globalThis.openPicked");
});
afterEach(() => here.leave());

/** `shapes`: 300 JPEGs in ten classes, also as shapes.zip; `odd`: images that are not plain; `many`: 5,000 files. */
async function makeFolders() {
  const zip = new ZipWriter(new Uint8ArrayWriter());
  for (const [c, label] of SHAPES.entries()) {
    await mkdir(join(folder, "shapes", label), { recursive: true });
    for (let i = 0; i < PER_CLASS; i++) {
      const { width, height, data } = drawShape(label, "painted", seededRandom(1, c, i), [80, 60 + i]);
      const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
        .jpeg()
        .toBuffer();
      await writeFile(join(folder, "shapes", label, `${i}.jpg`), jpeg);
      await zip.add(`shapes/${label}/${i}.jpg`, new Uint8ArrayReader(new Uint8Array(jpeg)));
    }
  }
  await writeFile(join(folder, "shapes.zip"), await zip.close());
  await mkdir(join(folder, "odd"));
  for (const name of [
    "turned.jpg",
    "photo.jpg",
    "rgba.png",
    "palette-alpha.png",
    "grey-16.png",
    "cmyk.jpg",
  ]) {
    await cp(golden(`images/${name}`), join(folder, "odd", name));
  }
  await writeFile(join(folder, "odd/broken.jpg"), "not an image");
  await writeFile(join(folder, "odd/drawing.svg"), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  for (let i = 0; i < 50; i++) {
    await mkdir(join(folder, "many", String(i)), { recursive: true });
    for (let j = 0; j < 100; j++) await writeFile(join(folder, "many", String(i), `${j}.jpg`), "");
  }
  await cp(golden("models/quick-gelu"), join(folder, "quick-gelu"), { recursive: true });
  await rm(join(folder, "quick-gelu/goldens.safetensors"));
  await rm(join(folder, "quick-gelu/goldens.json"));
}

const inPage = <T>(call: string) => here.page.evaluate(call) as Promise<T>;

/** Drops files or folders in the middle of the page, as a person does. */
async function drop(...paths: string[]) {
  const cdp = await here.page.context().newCDPSession(here.page);
  const files = paths.map((path) => join(folder, path));
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    const data = { items: [], files, dragOperationsMask: 1 };
    await cdp.send("Input.dispatchDragEvent", { type, x: 640, y: 400, data });
  }
  await here.page.waitForFunction("globalThis.dropped()");
  return inPage<{ kind: string; paths: string[]; unread: unknown[]; turns: number }>("dropped()");
}

test("a folder has one hash and the same keys by path, picked, behind a handle, dropped, and as a zip at a URL", async () => {
  const { hash, rows, keys, roles }: Dataset = await openDataset(join(folder, "shapes"));
  expect([rows, roles]).toEqual([10 * PER_CLASS, { label: "label" }]);
  const expected = { hash, rows, roles, keys: Array.from({ length: rows }, (_, row) => keys.at(row)) };
  await here.page.setInputFiles("#folder", join(folder, "shapes"));
  expect(await inPage("openPicked()")).toEqual(expected);
  expect(await inPage("openHandle()")).toEqual(expected);
  expect(await inPage(`openUrl("${server.url}made/shapes.zip")`)).toEqual(expected);
  await drop("shapes");
  expect(await inPage("openDropped()")).toEqual(expected);
  expect((await openDataset(join(folder, "shapes.zip"))).hash).toBe(hash);
});

test("what is dropped is told apart, and the page stays", async () => {
  const shapes = await drop("shapes");
  expect(shapes).toMatchObject({ kind: "data", title: "shapes", unread: [] });
  expect(shapes.paths).toHaveLength(10 * PER_CLASS);
  expect(shapes.paths[0]).toMatch(/^shapes\/\w+\/0\.jpg$/);
  expect(await drop("quick-gelu")).toMatchObject({ kind: "model", title: "quick-gelu" });
  expect(await drop("odd/photo.jpg", "odd/rgba.png")).toMatchObject({
    kind: "images",
    paths: ["photo.jpg", "rgba.png"],
  });
  await here.page.setInputFiles("#folder", join(folder, "quick-gelu"));
  expect(await inPage("behindHandle()")).toMatchObject({
    kind: "model",
    title: "quick-gelu",
    paths: expect.arrayContaining(["quick-gelu/config.json", "quick-gelu/model.safetensors"]),
  });
  expect(await drop("shapes.zip")).toMatchObject({ kind: "data", title: "shapes.zip" });
  expect(await drop("shapes", "quick-gelu")).toMatchObject({
    kind: "unclear",
    message: expect.stringMatching(/both a model \(quick-gelu\) and data \(300 \.jpg\)/),
  });
  expect(here.page.context().pages()).toHaveLength(1);
});

test("thousands of dropped files don't block the page", async () => {
  await inPage("countTurns()");
  const many = await drop("many");
  expect(many.paths).toHaveLength(5000);
  expect(many.turns).toBeGreaterThan(50);
});

type Tiles = Record<string, number[] | string>;

/** Compares the tiles of a page's worker, by key, with those that Node makes of a folder. */
async function compareTiles(
  made: Record<string, number[] | string>,
  dataset: Dataset,
  decode: DecodeOptions,
) {
  const rows = Array.from({ length: dataset.rows }, (_, row) => row);
  expect(Object.keys(made)).toHaveLength(rows.length);
  for await (const tile of tilesOf(dataset, 64, { decode }).read(rows)) {
    const key = dataset.keys.at(tile.row);
    const other = made[key];
    if ("error" in tile) {
      expect(other, key).toContain(`${key} can't be decoded as an image`);
      continue;
    }
    const { data } = tile.image;
    expect(other, key).toHaveLength(data.length);
    const apart = data.reduce((sum, value, i) => sum + Math.abs(value - Number(other[i])), 0) / data.length;
    expect(apart, `${key} ${JSON.stringify(decode)}`).toBeLessThan(3);
  }
}

const DECODINGS: DecodeOptions[] = [{}, { orientation: "as-stored", background: [10, 200, 30] }];

test("tiles in a page's worker show what Node's do: transparency, orientation, 16 bits, CMYK", async () => {
  await here.page.setInputFiles("#folder", join(folder, "odd"));
  await inPage("openPicked()");
  const dataset = await openDataset(join(folder, "odd"));
  for (const decode of DECODINGS) {
    await compareTiles(await inPage(`tiles(64, ${JSON.stringify(decode)})`), dataset, decode);
  }
});

test("in Firefox, tiles show the same", async () => {
  const other = await launchFirefox();
  const page = await other.newPage();
  const problems: unknown[] = [];
  page.on("pageerror", (error) => problems.push(error));
  await page.goto(server.url);
  await page.waitForFunction("globalThis.openPicked !== undefined");
  const dataset = await openDataset(join(folder, "odd"));
  const paths = Array.from({ length: dataset.rows }, (_, row) => join(folder, "odd", dataset.keys.at(row)));
  const input = await page.$("input#files");
  await input?.uploadFile(...paths);
  await page.evaluate(`openPicked("files")`);
  for (const decode of DECODINGS) {
    await compareTiles(
      (await page.evaluate(`tiles(64, ${JSON.stringify(decode)})`)) as Tiles,
      dataset,
      decode,
    );
  }
  await other.close();
  expect(problems).toEqual([]);
});
