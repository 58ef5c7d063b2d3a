import { decodeImage, resizeBicubic } from "@clipscope/core/images";
import { openDataset, tilesOf } from "@clipscope/datasets";

const SIZE = 64;
let dataset;

self.addEventListener("message", async ({ data: { open, way } }) => {
  if (open) dataset = await openDataset(open);
  postMessage(open ? dataset.rows : await WAYS[way]());
});

const WAYS = {
  async tilesOf() {
    let made = 0;
    const rows = Array.from({ length: dataset.rows }, (_, row) => row);
    for await (const tile of tilesOf(dataset, SIZE).read(rows)) if ("image" in tile) made++;
    return made;
  },
  async full() {
    let made = 0;
    for (let row = 0; row < dataset.rows; row++) {
      const { width, height, data } = await decodeImage(await dataset.images.read(row));
      const scale = SIZE / Math.max(width, height);
      const to = [width, height].map((side) => Math.round(side * scale));
      if (resizeBicubic({ width, height, data }, ...to).data.length > 0) made++;
    }
    return made;
  },
  async bitmaps() {
    let made = 0;
    for (let row = 0; row < dataset.rows; row++) {
      const bitmap = await createImageBitmap(await dataset.images.read(row), { resizeWidth: SIZE });
      if (bitmap.width === SIZE) made++;
      bitmap.close();
    }
    return made;
  },
};
