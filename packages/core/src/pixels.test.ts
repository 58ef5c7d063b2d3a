import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ImageInput, seededRandom } from "@clipscope/types";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeImage, defaultPreprocess, preprocessImage } from "./images/index.js";
import { readBatches } from "./pixels.js";

const SIZE = 24;
const preprocess = defaultPreprocess(SIZE);
const LENGTH = 3 * SIZE * SIZE;
let folder: string;
let images: ImageInput[];

/** Enough encoded images for threads: paths, bytes, blobs and pixels; some can't be read. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-pixels-"));
  images = await Promise.all(
    Array.from({ length: 90 }, async (_, i): Promise<ImageInput> => {
      const next = seededRandom(i);
      const [width, height] = [SIZE + (i % 7) * 9, SIZE + (i % 5) * 11];
      const data = Uint8Array.from({ length: width * height * 3 }, () => 255 * next());
      if (i % 9 === 8) return { width, height, data };
      const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer();
      if (i === 20) return new Uint8Array(bytes.subarray(0, 60));
      if (i === 41) return join(folder, "no-such-file.png");
      if (i % 3 === 1) return new Uint8Array(bytes);
      if (i % 3 === 2) return new File([new Uint8Array(bytes)], `image-${i}.png`);
      await writeFile(join(folder, `${i}.png`), bytes);
      return join(folder, `${i}.png`);
    }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** All that is read, taken out of the buffers in time. */
async function readAll(inputs: ImageInput[], batchSize: number) {
  const rows = new Map<number, Float32Array>();
  const failures: [number, string, string][] = [];
  for await (const batch of readBatches(inputs, { batchSize, preprocess })) {
    expect(batch.pixels.length).toBe(batch.indices.length * LENGTH);
    batch.indices.forEach((index, row) => {
      rows.set(index, batch.pixels.slice(row * LENGTH, (row + 1) * LENGTH));
    });
    failures.push(
      ...batch.failures.map(({ index, name, error }): [number, string, string] => [index, name, error.code]),
    );
  }
  return { rows, failures };
}

describe.each([
  ["few images, here", 13],
  ["many images, on threads of their own", 90],
])("%s", (_, count) => {
  test.each([1, 7, 32, 200])("are read in order, %i at a time, each to its own pixels", async (batchSize) => {
    const inputs = count < 90 ? images.slice(15, 15 + count) : images;
    const { rows, failures } = await readAll(inputs, batchSize);
    const wrong = inputs.flatMap((image, i) => (image === images[20] || image === images[41] ? [i] : []));
    expect(failures.map(([index]) => index)).toEqual(wrong);
    expect([...rows.keys()]).toEqual([...inputs.keys()].filter((i) => !wrong.includes(i)));
    for (const [index, pixels] of rows) {
      expect(pixels).toEqual(preprocessImage(await decodeImage(inputs[index]), preprocess));
    }
  });
});

test("how images are decoded is heeded here and on threads", async () => {
  const rgba = Uint8Array.from({ length: 400 }, (_, i) => (i * 89) % 256);
  const png = await sharp(rgba, { raw: { width: 10, height: 10, channels: 4 } })
    .png()
    .toBuffer();
  const decode = { background: [9, 200, 30] } as const;
  const expected = preprocessImage(await decodeImage(png, decode), preprocess);
  expect(expected).not.toEqual(preprocessImage(await decodeImage(png), preprocess));
  for (const count of [1, 60]) {
    const copies = Array.from({ length: count }, () => new Uint8Array(png));
    for await (const { pixels } of readBatches(copies, { batchSize: 30, preprocess, decode })) {
      expect(pixels.slice(-LENGTH)).toEqual(expected);
    }
  }
});

test.each([1, 2, 3])("a batch's pixels are good until %i more are asked for", async (held) => {
  for (const inputs of [images.slice(0, 12), images]) {
    const kept: { pixels: Float32Array; copy: Float32Array }[] = [];
    for await (const { pixels } of readBatches(inputs, { batchSize: 2, preprocess, held })) {
      kept.push({ pixels, copy: pixels.slice() });
      await new Promise((resolve) => setTimeout(resolve, 2)); // time in which others are read
      for (const each of kept.slice(-held)) expect(each.pixels).toEqual(each.copy);
    }
  }
});

test("what can't be read has a name and a reason, on threads too", async () => {
  const { failures } = await readAll(images, 16);
  expect(failures).toEqual([
    [20, "image 20", "bad-image"],
    [41, join(folder, "no-such-file.png"), "not-found"],
  ]);
});

test("reading can be cancelled between batches, and then begun again", async () => {
  const controller = new AbortController();
  const take = async () => {
    for await (const { indices } of readBatches(images, {
      batchSize: 10,
      preprocess,
      signal: controller.signal,
    })) {
      if (indices.includes(22)) controller.abort();
    }
  };
  await expect(take()).rejects.toMatchObject({ code: "cancelled" });
  expect((await readAll(images, 10)).rows.size).toBe(88);
});

test("no images are no batches", async () => {
  expect((await readAll([], 10)).rows.size).toBe(0);
});
