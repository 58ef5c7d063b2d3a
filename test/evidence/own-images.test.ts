import { join } from "node:path";
import { decodeImage } from "@clipscope/core/images";
import { localCompute, openEncoder } from "@clipscope/study";
import sharp from "sharp";
import { expect, test } from "vitest";

const model = { kind: "path", path: join(import.meta.dirname, "model") } as const;

/** Half opaque red, half transparent with blue beneath: what is seen depends on the ground. */
async function halfTransparent(): Promise<Uint8Array> {
  const pixels = Buffer.alloc(64 * 64 * 4);
  for (let i = 0; i < 64 * 64; i++) pixels.set(i % 64 < 32 ? [255, 0, 0, 255] : [0, 0, 255, 0], 4 * i);
  return sharp(pixels, { raw: { width: 64, height: 64, channels: 4 } })
    .png()
    .toBuffer();
}

test("an image of one's own is shown on the ground that it is judged on", async () => {
  const png = await halfTransparent();
  const encoder = await openEncoder(model);
  const { background, ...decode } = encoder.decoding();
  encoder.dispose();
  const judged = await decodeImage(png, { ...decode, ...(background && { background }) });
  const compute = localCompute();
  const { images } = await compute.classify({
    model,
    images: [new Blob([png as Uint8Array<ArrayBuffer>])],
    classes: {
      classes: ["circle", "square"].map((name) => ({ id: name, names: [name], of: [] })),
      base: "given",
    },
    templates: ["a {}"],
  });
  compute.dispose();
  const [found] = images;
  if ("error" in found || !found.tile || !("data" in found.tile)) throw new Error("There is no picture.");
  const { data, width, height } = found.tile;
  const shownAt = (x: number) =>
    Array.from(data.subarray(4 * ((height / 2) * width + x), 4 * ((height / 2) * width + x) + 3));
  const judgedAt = (x: number) => Array.from(judged.data.subarray(3 * (32 * 64 + x), 3 * (32 * 64 + x) + 3));
  expect(shownAt(16)).toEqual(judgedAt(8));
  expect(shownAt(width - 16)).toEqual(judgedAt(56));
});
