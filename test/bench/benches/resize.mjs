import { resizeBicubic } from "@clipscope/core";
import { seededRandom } from "@clipscope/toolkit";
import { dependency } from "../input.mjs";

export const title =
  "antialiased bicubic resize of raw RGB: ours (Pillow's, byte for byte), sharp's cubic on one thread";

const sharp = dependency("packages/core", "sharp");

export async function* cases() {
  sharp.concurrency(1);
  sharp.cache(false);
  for (const [width, height, newWidth, newHeight] of [
    [640, 480, 299, 224],
    [3000, 2000, 336, 224],
    [64, 64, 224, 224],
  ]) {
    const image = { width, height, data: photo(width, height) };
    const ours = () => resizeBicubic(image, newWidth, newHeight);
    const exact = ours().data;
    yield {
      input: `${width} × ${height} to ${newWidth} × ${newHeight}`,
      contenders: [
        { name: "clipscope resizeBicubic", run: ours, note: () => "Pillow's bytes" },
        {
          name: `sharp ${sharp.versions.sharp} cubic`,
          run: () =>
            sharp(image.data, { raw: { width, height, channels: 3 } })
              .resize(newWidth, newHeight, { kernel: "cubic", fit: "fill" })
              .raw()
              .toBuffer(),
          note: (bytes) => difference(bytes, exact),
        },
      ],
    };
  }
}

/** Smooth color, edges and some noise, as a photograph has. RGB, `[height, width, 3]` */
function photo(width, height) {
  const random = seededRandom(1);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const edge = (Math.floor((8 * x) / width) + Math.floor((6 * y) / height)) % 2 ? 60 : 0;
      for (let c = 0; c < 3; c++) {
        const smooth = 90 + 60 * Math.sin((5 * x) / width + c) * Math.cos((4 * y) / height);
        data[(y * width + x) * 3 + c] = Math.min(255, smooth + edge + 30 * random());
      }
    }
  }
  return data;
}

function difference(bytes, exact) {
  let other = 0;
  let most = 0;
  for (let i = 0; i < exact.length; i++) {
    const apart = Math.abs(bytes[i] - exact[i]);
    if (apart > 0) other++;
    most = Math.max(most, apart);
  }
  return `${((100 * other) / exact.length).toFixed(1)}% of the bytes differ, by up to ${most}`;
}
