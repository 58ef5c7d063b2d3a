import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeImage, resizeBicubic } from "@clipscope/core/images";
import { openDataset, tilesOf } from "@clipscope/datasets";
import { serve } from "../../../scripts/serve/server.mjs";
import { bundle } from "../../e2e/bundle.mjs";
import { launch } from "../../e2e/chromium.mjs";
import { dependency } from "../input.mjs";
import { photoFolder } from "../photos.mjs";

export const title =
  "tiles of 64 pixels from a folder of JPEGs of about 640 × 480, in Node and in Chromium's worker";

const sharp = dependency("packages/core", "sharp");
const COUNT = 1000;
const SIZE = 64;

export async function* cases() {
  const { files, remove } = await photoFolder(COUNT);
  const folder = dirname(files[0]);
  const dataset = await openDataset(folder);
  const rows = Array.from(files, (_, row) => row);
  yield {
    input: `${COUNT} tiles in Node`,
    contenders: [
      {
        name: "clipscope tilesOf",
        run: async () => {
          let made = 0;
          for await (const tile of tilesOf(dataset, SIZE).read(rows)) if ("image" in tile) made++;
          return made;
        },
        note: (made, ms) => `${made} tiles, ${(ms / made).toFixed(2)} ms each`,
      },
      {
        name: "clipscope decodeImage, resizeBicubic",
        share: 0.2,
        run: async () => {
          for (const row of rows.slice(0, COUNT / 5)) {
            const image = await decodeImage(await dataset.images.read(row));
            const scale = SIZE / Math.max(image.width, image.height);
            resizeBicubic(image, Math.round(image.width * scale), Math.round(image.height * scale));
          }
        },
      },
      {
        name: `sharp ${sharp.versions.sharp}, four at a time`,
        run: async () => {
          let next = 0;
          const work = async () => {
            while (next < files.length) {
              const small = sharp(files[next++]).resize(SIZE, SIZE, { fit: "contain" });
              await small.ensureAlpha().raw().toBuffer();
            }
          };
          await Promise.all([work(), work(), work(), work()]);
        },
      },
    ],
  };
  const { page, close } = await openPage();
  await page.setInputFiles("#folder", folder);
  await page.evaluate("openPicked()");
  const way = (name) => () => page.evaluate(`tiles("${name}")`);
  yield {
    input: `${COUNT} tiles in Chromium`,
    contenders: [
      {
        name: "clipscope tilesOf",
        run: way("tilesOf"),
        note: (made, ms) => `${made} tiles, ${(ms / made).toFixed(2)} ms each`,
      },
      { name: "clipscope decodeImage, resizeBicubic", run: way("full") },
      { name: "createImageBitmap, as it comes", run: way("bitmaps") },
    ],
  };
  await close();
  await remove();
}

async function openPage() {
  const built = await bundle(fileURLToPath(new URL("../pages/tiles", import.meta.url)));
  const server = await serve({ folders: { "/": built.folder }, port: 0 });
  const browser = await launch();
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(error.message));
  await page.goto(server.url);
  await page.waitForFunction("globalThis.tiles");
  return { page, close: () => Promise.all([browser.close(), server.close(), built.remove()]) };
}
