import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { decodeImage, decodingFor, type ImageInput, loadClip } from "@clipscope/core";
import { openDataset } from "@clipscope/datasets";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { golden, readBytes } from "../parity/goldens.js";
import { colorsOf, oddImages, pngClaiming } from "./odd-images.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "images-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const firstColor = async (image: ImageInput) => [...(await decodeImage(image)).data.slice(0, 3)];

// Right: Pillow 13.0.0, `Image.open(file).convert("RGB").getpixel((0, 0))`. Libvips and browsers gave black.
test.each<[string, string, number[]]>([
  [
    "transparent there",
    "R0lGODlhCAAIAIcAAP8A/wCA/wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACH5BAEAAAAALAAAAAAIAAgAAAgQAAEEGEiwoMGDCBMqXJgwIAA7",
    [255, 0, 255],
  ],
  ["beside its frame", "R0lGODlhBgAFAIEAAAoUHsgAAADIAAAAyCwCAAEAAwADAAACBoy4UGPEFQA7", [10, 20, 30]],
  [
    "beside its frame, with a transparent color",
    "R0lGODlhBgAFAIEAAAoUHsgAAADIAAAAyCH5BAEAAAMALAIAAQADAAMAAAIGjLhQY8QVADs=",
    [0, 0, 200],
  ],
])("a GIF that is %s has the color that Pillow gives", async (_, base64, color) => {
  expect(await firstColor(Buffer.from(base64, "base64"))).toEqual(color);
});

test("images too long for a canvas, with colors under alpha, turned by EXIF: every byte, in Node too", async () => {
  for (const [name, { file, width, height, color }] of Object.entries(oddImages())) {
    const image = await decodeImage(file);
    expect([image.width, image.height], name).toEqual([width, height]);
    expect(Buffer.compare(image.data, colorsOf(width, height, color)), name).toBe(0);
  }
});

// torchvision's ImageFolder takes .ppm, .pgm, .bmp; GTSRB and the AT&T faces are PPM and PGM. Photographs of an iPhone
// are .HEIC (rclip#221, photoprism#3705). None may be passed over without a word.
test("a folder of PPM, PGM, BMP, .jfif, .jpe and HEIC: all are rows, and what can't be decoded says what to do", async () => {
  const forms = (name: string) => readBytes(`images/forms/${name}`);
  const files: Record<string, Uint8Array> = {
    "00000/a.ppm": forms("raw.ppm"),
    "00000/b.BMP": forms("24-bit.bmp"),
    "00001/c.pgm": forms("raw.pgm"),
    "00001/d.jfif": forms("turned-1.jpg"),
    "00001/e.jpe": forms("turned-1.jpg"),
    "00001/bmp-by-its-bytes.jpeg": forms("24-bit.bmp"),
    "00001/IMG_0001.HEIC": Buffer.from("x"),
    "00001/f.jp2": Buffer.from("x"),
    "00001/g.ico": Buffer.from("x"),
    "00001/h.tga": Buffer.from("x"),
  };
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(join(folder, "faces", name, ".."), { recursive: true });
    await writeFile(join(folder, "faces", name), bytes);
  }
  const dataset = await openDataset(join(folder, "faces"));
  expect(dataset.rows).toBe(Object.keys(files).length);
  const refused: string[] = [];
  for (let row = 0; row < dataset.rows; row++) {
    const image = await dataset.images?.read(row);
    await decodeImage(image as ImageInput).catch(({ message }) => refused.push(message));
  }
  expect(
    refused.map((message) =>
      /([^/]*) can't be decoded as an image: (.*) is not supported/.exec(message)?.slice(1),
    ),
  ).toEqual([
    ["IMG_0001.HEIC", "HEIC"],
    ["f.jp2", "JPEG 2000"],
    ["g.ico", "ICO"],
    ["h.tga", "TGA"],
  ]);
});

describe("a decompression bomb", () => {
  test("is refused by the size that its header claims, and how to allow it", async () => {
    for (const [width, height] of [
      [60_000, 60_000],
      [25_000, 20_000], // 500 megapixels
      [13_378, 13_378], // just above Pillow's limit of 178,956,970
    ]) {
      const decoding = decodeImage(pngClaiming(width, height), { name: "bomb.png" });
      await expect(decoding).rejects.toMatchObject({ code: "bad-image" });
      await expect(decoding).rejects.toThrow(`bomb.png is ${width} × ${height} pixels`);
      await expect(decoding).rejects.toThrow(`maxPixels: ${width * height}`);
    }
    const { file } = oddImages()["alpha.png"];
    await expect(decodeImage(file, { maxPixels: 63 })).rejects.toThrow(/8 × 8/);
    await expect(decodeImage(file, { maxPixels: 64 })).resolves.toMatchObject({ width: 8 });
  });

  test.each<[string, (width: number, height: number) => Uint8Array]>([
    [
      "a GIF's screen",
      (w, h) =>
        patched(
          "whole.gif",
          (view) => view.setUint16(6, w, true),
          (view) => view.setUint16(8, h, true),
        ),
    ],
    [
      "a GIF's frame",
      (w, h) =>
        patched(
          "no-palette.gif",
          (view) => view.setUint16(18, w, true),
          (view) => view.setUint16(20, h, true),
        ),
    ],
    [
      "a BMP",
      (w, h) =>
        patched(
          "24-bit.bmp",
          (view) => view.setInt32(18, w, true),
          (view) => view.setInt32(22, h, true),
        ),
    ],
    [
      "a top-down BMP",
      (w, h) =>
        patched(
          "24-bit.bmp",
          (view) => view.setInt32(18, w, true),
          (view) => view.setInt32(22, -h, true),
        ),
    ],
    ["a PPM", (w, h) => Buffer.from(`P3 ${w} ${h} 255 1 2 3`)],
    ["a PAM", (w, h) => Buffer.from(`P7\nWIDTH ${w}\nHEIGHT ${h}\nDEPTH 3\nMAXVAL 255\nENDHDR\n`)],
  ])("in %s too", async (_, make) => {
    const decoding = decodeImage(make(50_000, 40_000));
    await expect(decoding).rejects.toThrow(/ × \d+ pixels according to its header, (2000|200\d) million/);
  });

  test("takes no memory", async () => {
    const script = `const { decodeImage } = await import(process.argv[1]);
      const bytes = await (await import("node:fs/promises")).readFile(process.argv[2]);
      const before = process.memoryUsage().rss;
      for (let i = 0; i < 20; i++) await decodeImage(bytes).catch(() => {});
      console.log(Math.max(0, process.resourceUsage().maxRSS * 1024 - before));`;
    await writeFile(join(folder, "bomb.png"), pngClaiming(60_000, 60_000));
    const built = join(import.meta.dirname, "../../packages/core/dist/images/index.js");
    const args = ["--input-type=module", "-e", script, built, join(folder, "bomb.png")];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(Number(stdout)).toBeLessThan(50e6);
  });
});

function patched(name: string, ...patches: ((view: DataView) => void)[]): Uint8Array {
  const bytes = Uint8Array.from(readBytes(`images/forms/${name}`));
  for (const patch of patches) patch(new DataView(bytes.buffer));
  return bytes;
}

test("libvips' own lines don't reach the terminal: a damaged image is one line of an error", async () => {
  const script = `const { decodeImage } = await import(process.argv[1]);
    const { readFile } = await import("node:fs/promises");
    let value = 1;
    const random = (below) => Math.floor(((value = (value * 48271) % 2147483647) / 2147483647) * below);
    for (const file of process.argv.slice(2)) {
      const bytes = await readFile(file);
      for (let i = 0; i < 30; i++) {
        const broken = Buffer.from(i < 10 ? bytes.subarray(0, random(bytes.length)) : bytes);
        if (i >= 10) for (let n = 0; n <= i % 4; n++) broken[random(broken.length)] = random(256);
        await decodeImage(broken, { name: "broken" }).catch((error) => {
          if (error.code !== "bad-image" || /[\\n\\r]/.test(error.message)) console.log(error);
        });
      }
    }`;
  const built = join(import.meta.dirname, "../../packages/core/dist/images/index.js");
  const names = [
    "rgba.png",
    "photo.jpg",
    "cmyk.jpg",
    "cmyk.tif",
    "lossless.webp",
    "animation.gif",
    "grey-16.png",
  ];
  const forms = [
    "turned-6.avif",
    "lossy-alpha.webp",
    "8-bit-rle.bmp",
    "interlaced.gif",
    "plain.ppm",
    "color.pam",
  ];
  const files = [...names, ...forms.map((name) => `forms/${name}`)].map((name) => golden(`images/${name}`));
  const args = ["--input-type=module", "-e", script, built, ...files];
  expect(await promisify(execFile)(process.execPath, args)).toEqual({ stdout: "", stderr: "" });
});

// Image.open(file) does not turn; transformers.image_utils.load_image does (exif_transpose).
test.each([
  ["formats/open-clip-vit", "as-stored", "upright"],
  ["models/gelu", "upright", "as-stored"],
] as const)("for %s a photograph is taken %s, unless one says %s", async (model, own, other) => {
  const clip = await loadClip(golden(model));
  const photo = golden("images/forms/turned-6.jpg");
  const [stored, upright] = await Promise.all(
    (["as-stored", "upright"] as const).map((orientation) => decodeImage(photo, { orientation })),
  );
  const { data } = await clip.embedImages([stored, upright]);
  const pixels = { "as-stored": data.slice(0, data.length / 2), upright: data.slice(data.length / 2) };
  expect(pixels.upright).not.toEqual(pixels["as-stored"]);
  expect((await clip.embedImages([photo])).data).toEqual(pixels[own]);
  const decode = { orientation: other };
  expect((await clip.embedImages([photo], { decode })).data).toEqual(pixels[other]);
  expect(decodingFor(clip.preprocess).orientation).toBe(own);
  const unknown = clip.embedImages([photo], { decode: { orientaton: "upright" } as object });
  await expect(unknown).rejects.toThrow(/no decode option orientaton/);
  clip.dispose();
});

test("null among images is a failure of its own, and the others are embedded", async () => {
  const clip = await loadClip(golden("models/gelu"));
  const good = golden("images/square.png");
  const images = [good, null as unknown as ImageInput, ...Array.from({ length: 60 }, () => good)];
  const { rows, failures } = await clip.embedImages(images);
  clip.dispose();
  expect(rows).toBe(61);
  expect(failures).toMatchObject([{ index: 1, error: { code: "bad-image" } }]);
});
