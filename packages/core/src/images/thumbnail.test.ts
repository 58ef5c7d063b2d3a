import type { RgbImage } from "@clipscope/types";
import sharp from "sharp";
import { expect, test } from "vitest";
import { decodeImage, decodeThumbnail, IMAGE_ACCEPT, resizeBicubic } from "./index.js";

/** A photograph-like gradient, red to the right and green downwards. */
function gradient(width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data.set([(255 * x) / width, (255 * y) / height, 60], 3 * (y * width + x));
    }
  }
  return { width, height, data };
}
const file = (image: RgbImage) =>
  sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } });

const difference = (a: RgbImage, b: RgbImage) =>
  a.data.reduce((sum, value, i) => sum + Math.abs(value - b.data[i]), 0) / a.data.length;

test("a large JPEG becomes what its full decoding, resized, is", async () => {
  const jpeg = await file(gradient(800, 600)).jpeg({ quality: 95 }).toBuffer();
  const small = await decodeThumbnail(jpeg, 64);
  expect([small.width, small.height]).toEqual([64, 48]);
  expect(difference(small, resizeBicubic(await decodeImage(jpeg), 64, 48))).toBeLessThan(2);
});

test("an image with alpha keeps the ground that the model sees", async () => {
  const raw = { raw: { width: 100, height: 50, channels: 4 as const } };
  const hidden = Uint8Array.from({ length: 100 * 50 * 4 }, (_, i) => [200, 30, 90, 0][i % 4]);
  const png = await sharp(hidden, raw).png().toBuffer();
  for (const background of [undefined, [255, 255, 255] as const]) {
    const options = { ...(background && { background }) };
    const small = await decodeThumbnail(png, 32, options);
    expect(small).toEqual(resizeBicubic(await decodeImage(png, options), 32, 16));
    expect([...small.data.slice(0, 3)]).toEqual(background ?? [200, 30, 90]);
  }
});

test("a JPEG is upright or as stored, as asked", async () => {
  const jpeg = await file(gradient(400, 200)).jpeg().withMetadata({ orientation: 6 }).toBuffer();
  const upright = await decodeThumbnail(jpeg, 40);
  const stored = await decodeThumbnail(jpeg, 40, { orientation: "as-stored" });
  expect([upright.width, upright.height]).toEqual([20, 40]);
  expect([stored.width, stored.height]).toEqual([40, 20]);
  expect(difference(upright, resizeBicubic(await decodeImage(jpeg), 20, 40))).toBeLessThan(3);
});

test("a damaged JPEG is an error with its name, and so is a size of no pixels", async () => {
  const jpeg = await file(gradient(400, 200)).jpeg().toBuffer();
  await expect(decodeThumbnail(jpeg.subarray(0, 800), 32, { name: "cat.jpg" })).rejects.toMatchObject({
    code: "bad-image",
    message: expect.stringContaining("cat.jpg can't be decoded"),
  });
  await expect(decodeThumbnail(jpeg, 0)).rejects.toMatchObject({ code: "bad-argument" });
});

test("a picker of images offers what is decoded and nothing else", () => {
  expect(IMAGE_ACCEPT.split(",")).toEqual(expect.arrayContaining([".jpg", ".png", ".webp", ".gif", ".bmp"]));
  expect(IMAGE_ACCEPT).not.toMatch(/svg|heic|tif|\*/);
});
