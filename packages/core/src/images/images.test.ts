import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { ImageInput, RgbImage } from "@clipscope/types";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeImage } from "./decode.js";
import { decodePng16 } from "./png.js";
import { preprocessedSize, preprocessImage } from "./preprocess.js";
import { defaultPreprocess, formatPreprocessConfig, parsePreprocessConfig } from "./preprocess-config.js";
import { resizeBicubic } from "./resize.js";

const image: RgbImage = {
  width: 40,
  height: 30,
  data: Uint8Array.from({ length: 3600 }, (_, i) => (i * 7919) >> 4),
};
const raw = { raw: { width: 40, height: 30, channels: 3 as const } };
let png: Buffer;
let jpeg: Buffer;
let folder: string;
beforeAll(async () => {
  png = await sharp(image.data, raw).png().toBuffer();
  jpeg = await sharp(image.data, raw).jpeg().toBuffer();
  folder = await mkdtemp(join(tmpdir(), "clipscope-images-"));
  await writeFile(join(folder, "image.png"), png);
  await writeFile(join(folder, "note.txt"), "not an image");
});
afterAll(() => rm(folder, { recursive: true }));

describe("an image is taken as", () => {
  test.each<[string, () => ImageInput]>([
    ["pixels", () => image],
    ["bytes", () => new Uint8Array(png)],
    ["a blob", () => new Blob([png as Uint8Array<ArrayBuffer>])],
    ["a path", () => join(folder, "image.png")],
    ["a data: URL", () => `data:image/png;base64,${png.toString("base64")}`],
  ])("%s", async (_, input) => {
    expect(await decodeImage(input())).toEqual(image);
  });
});

describe("an image that can't be read is an error with its name", () => {
  test.each<[string, () => ImageInput, string, RegExp]>([
    ["a cut-off JPEG", () => jpeg.subarray(0, jpeg.length / 2), "bad-image", /can't be decoded/],
    ["a cut-off PNG", () => png.subarray(0, png.length - 40), "bad-image", /can't be decoded/],
    ["no bytes", () => new Uint8Array(0), "bad-image", /can't be decoded/],
    [
      "another file",
      () => join(folder, "note.txt"),
      "bad-image",
      /note\.txt can't be decoded.*not an image in a known format/,
    ],
    ["a file whose name lies", () => new File(["?"], "a.png"), "bad-image", /name says PNG, but its content/],
    [
      "a HEIC",
      () => new File(["?"], "IMG_0001.HEIC"),
      "bad-image",
      /HEIC is not supported.*convert it to JPEG/,
    ],
    ["a drawing", () => new File(["<svg xmlns='…'/>"], "a.svg"), "bad-image", /SVG is not supported.*PNG/],
    [
      "a raw file",
      () => new File([new Uint8Array(png)], "a.NEF"),
      "bad-image",
      /camera raw is not supported/,
    ],
    ["a file with a name", () => new File(["?"], "cat.jpg"), "bad-image", /^cat\.jpg can't be decoded/],
    ["a path to nothing", () => join(folder, "none.png"), "not-found", /none\.png can't be read/],
    [
      "pixels that are too few",
      () => ({ ...image, width: 41 }),
      "bad-image",
      /should have 3690 bytes.*got 3600/,
    ],
    ["pixels without width", () => ({ ...image, width: 0 }), "bad-image", /at least 1 pixel/],
    ["nothing", () => null as unknown as ImageInput, "bad-image", /should be RGB pixels/],
    ["a number", () => 7 as unknown as ImageInput, "bad-image", /got number/],
  ])("%s", async (_, input, code, sentence) => {
    const decoding = decodeImage(input());
    await expect(decoding).rejects.toMatchObject({ code });
    await expect(decoding).rejects.toThrow(sentence);
  });
});

describe("what is transparent", () => {
  const rgba = Uint8Array.of(200, 100, 50, 255, 200, 100, 50, 128, 200, 100, 50, 0);
  const encode = () =>
    sharp(rgba, { raw: { width: 3, height: 1, channels: 4 } })
      .png()
      .toBuffer();

  test("has the color that the file says, as in Pillow", async () => {
    const { data } = await decodeImage(await encode());
    expect([...data]).toEqual([200, 100, 50, 200, 100, 50, 200, 100, 50]);
  });

  test("can be flattened on a color", async () => {
    const { data } = await decodeImage(await encode(), { background: [255, 255, 255] });
    expect([...data]).toEqual([200, 100, 50, 227, 177, 152, 255, 255, 255]);
  });
});

describe("a PNG of 16 bits is read without the platform's decoder", () => {
  const folder = new URL("../../../../test/parity/goldens/images/", import.meta.url);
  const file = readFileSync(new URL("grey-16.png", folder));

  test("as libvips reads it: grays in all their bits", async () => {
    const { data } = await sharp(file)
      .pipelineColorspace("grey16")
      .toColorspace("grey16")
      .raw({ depth: "ushort" })
      .toBuffer({ resolveWithObject: true });
    const { width, height, data: ours } = await decodePng16(file);
    expect([width, height]).toEqual([47, 33]);
    expect(new Uint8Array(ours.buffer)).toEqual(new Uint8Array(data));
    expect(Math.max(...ours)).toBeGreaterThan(255);
  });

  test.each(["grey-alpha-16.png", "colors-16.png", "colors-alpha-16.png"])(
    "as libvips reads it: the upper bits of %s, interlaced too",
    async (name) => {
      const bytes = readFileSync(new URL(name, folder));
      const interlaced = await sharp(bytes).toColorspace("rgb16").png({ progressive: true }).toBuffer();
      expect([interlaced[24], interlaced[28]]).toEqual([16, 1]);
      const { data: theirs, info } = await sharp(bytes)
        .toColorspace("srgb")
        .raw({ depth: "uchar" })
        .toBuffer({ resolveWithObject: true });
      const pixels = { width: 47, height: 33, kind: info.channels === 4 ? "rgba" : "rgb" };
      for (const form of [bytes, interlaced]) {
        const { data, ...rest } = await decodePng16(form);
        expect(rest).toEqual(pixels);
        expect(Buffer.compare(theirs, data as Uint8Array)).toBe(0);
      }
    },
  );

  test("with the color that stands for transparent", async () => {
    const bytes = readFileSync(new URL("colors-16.png", folder));
    const first = await sharp(bytes).toColorspace("rgb16").raw({ depth: "ushort" }).toBuffer();
    const color = [0, 2, 4].map((at) => first.readUInt16LE(at));
    const chunk = Buffer.from([
      ...Buffer.from("tRNS"),
      ...color.flatMap((value) => [value >> 8, value & 255]),
    ]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(6, 0);
    ends.writeUInt32BE(crc32(chunk), 4);
    const header = 33; // the signature and IHDR
    const marked = Buffer.concat([
      bytes.subarray(0, header),
      ends.subarray(0, 4),
      chunk,
      ends.subarray(4),
      bytes.subarray(header),
    ]);
    const { data, kind } = await decodePng16(marked);
    expect(kind).toBe("rgba");
    expect(data.filter((_, i) => i % 4 < 3)).toEqual((await decodePng16(bytes)).data);
    const theirs = await sharp(marked).toColorspace("srgb").raw({ depth: "uchar" }).toBuffer();
    expect(data[3]).toBe(0);
    expect(Buffer.compare(theirs, data as Uint8Array)).toBe(0);
  });

  test("and cut off or damaged it is refused", async () => {
    const changed = (at: number, byte: number) => file.map((each, i) => (i === at ? byte : each));
    await expect(decodePng16(file.subarray(0, 200))).rejects.toThrow();
    await expect(decodePng16(changed(60, 0))).rejects.toThrow();
    await expect(decodePng16(changed(28, 1))).rejects.toThrow(); // is not interlaced, as it says now
    await expect(decodePng16(changed(25, 3))).rejects.toThrow(/not a 16-bit/); // palettes have 8 bits at most
    await expect(decodePng16(jpeg)).rejects.toThrow(/not a 16-bit/);
  });
});

describe("a decode option is refused if it is", () => {
  test.each<[string, object, RegExp]>([
    ["unknown", { orientaton: "upright" }, /no decode option orientaton/],
    ["of no known value", { orientation: "stored" }, /orientation should be "upright" or "as-stored"/],
    ["not of 8 or 16 bits", { sixteenBit: "round" }, /sixteenBit should be/],
    ["no color", { background: [255, 255] }, /background should be three numbers/],
    ["no limit", { maxPixels: 0 }, /maxPixels should be at least 1/],
  ])("%s", async (_, options, sentence) => {
    await expect(decodeImage(png, options)).rejects.toMatchObject({ code: "bad-argument" });
    await expect(decodeImage(png, options)).rejects.toThrow(sentence);
  });
});

test("an image is only resized to whole pixels", () => {
  for (const size of [0, -1, 2.5, Number.NaN]) {
    expect(() => resizeBicubic(image, size, 5)).toThrow(expect.objectContaining({ code: "bad-argument" }));
  }
  const same = resizeBicubic(image, 40, 30);
  expect(same).toEqual(image);
  expect(same.data).not.toBe(image.data);
});

describe("preprocessor_config.json", () => {
  test("has the defaults of CLIPImageProcessor", () => {
    const config = parsePreprocessConfig({});
    expect(config).toEqual(defaultPreprocess(224));
    expect(preprocessedSize(config)).toEqual({ width: 224, height: 224 });
    expect(preprocessImage(image, config)).toHaveLength(3 * 224 * 224);
  });

  test("gives a size only where it doesn't depend on the image", () => {
    expect(preprocessedSize(parsePreprocessConfig({ do_center_crop: false }))).toBeUndefined();
    const fixed = parsePreprocessConfig({ do_center_crop: false, size: { height: 5, width: 7 } });
    expect(preprocessedSize(fixed)).toEqual({ width: 7, height: 5 });
  });

  test.each([
    {},
    { size: { height: 5, width: 7 }, resample: 2, crop_size: 3 },
    { exif_orientation: "as-stored", crop_rounding: "torchvision" },
    { do_resize: false, do_rescale: false, do_normalize: false, do_center_crop: false },
  ])("is written as it is read: %o", (json) => {
    const config = parsePreprocessConfig(json);
    expect(parsePreprocessConfig(JSON.parse(JSON.stringify(formatPreprocessConfig(config))))).toEqual(config);
  });

  test.each<[unknown, RegExp]>([
    [[], /the file should be a JSON object/],
    [{ resample: 1 }, /resample should be 3 \(bicubic\) or 2 \(bilinear\), got 1/],
    [{ size: { largest: 4 } }, /size should be pixels, .*got \{"largest":4\}/],
    [{ fill_color: 256 }, /fill_color should be a whole number/],
    [{ exif_orientation: "stored" }, /exif_orientation should be "upright" or "as-stored", got "stored"/],
    [{ crop_rounding: "up" }, /crop_rounding should be "huggingface" or "torchvision", got "up"/],
    [{ size: 0 }, /size should be pixels/],
    [{ crop_size: { height: 4 } }, /crop_size should be/],
    [{ do_resize: "yes" }, /do_resize should be true or false, got "yes"/],
    [{ image_mean: [1, 2] }, /image_mean should be a number or three/],
    [{ image_std: [1, 0, 1] }, /image_std should be other than 0/],
    [{ rescale_factor: "1/255" }, /rescale_factor should be a number/],
  ])("%j is refused", (json, sentence) => {
    expect(() => parsePreprocessConfig(json)).toThrow(expect.objectContaining({ code: "bad-config" }));
    expect(() => parsePreprocessConfig(json)).toThrow(sentence);
  });
});
