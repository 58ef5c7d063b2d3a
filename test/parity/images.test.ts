import { createHash } from "node:crypto";
import {
  decodeImage,
  PILLOW_DECODING,
  parsePreprocessConfig,
  preprocessImage,
  readSafetensors,
  resize,
} from "@clipscope/core";
import { describe, expect, test } from "vitest";
import { golden, readBytes, readJson } from "./goldens.js";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

interface Decoded {
  file: string;
  width: number;
  height: number;
  sha256: string;
  /** Without turning it, where that is different. */
  stored?: string;
  /** The upper 8 bits of 16-bit grays. */
  scaled?: string;
}
interface Prepared {
  name: string;
  config: object;
  images: string[];
}
const { decoded, prepared }: { decoded: Decoded[]; prepared: Prepared[] } = readJson("images/images.json");

test.each(decoded)("$file is decoded to Pillow's RGB", async ({ file, width, height, sha256: expected }) => {
  const image = await decodeImage(readBytes(`images/${file}`));
  expect([image.width, image.height]).toEqual([width, height]);
  expect(sha256(image.data)).toBe(expected);
});

describe("an image can be decoded as", () => {
  test('convert("RGB") alone does: not turned by its EXIF, alpha dropped, 16 bits clipped', async () => {
    expect(decoded.filter(({ stored }) => stored).map(({ file }) => file)).toEqual(["turned.jpg"]);
    for (const { file, stored, sha256: upright } of decoded) {
      const { data } = await decodeImage(readBytes(`images/${file}`), PILLOW_DECODING);
      expect(sha256(data), file).toBe(stored ?? upright);
    }
  });

  test("one wants it: grays of 16 bits scaled, and nothing else with them", async () => {
    expect(decoded.filter(({ scaled }) => scaled)).toHaveLength(2);
    for (const { file, scaled, sha256: clipped } of decoded) {
      const { data } = await decodeImage(readBytes(`images/${file}`), { sixteenBit: "scale" });
      expect(sha256(data), file).toBe(scaled ?? clipped);
    }
  });
});

describe("resizing equals Pillow's, byte for byte", () => {
  interface Case {
    width: number;
    height: number;
    toWidth: number;
    toHeight: number;
  }
  const goldens = readJson("images/resize.json");
  const cases: Case[] = goldens.cases;
  const pixels = bytesOf(Math.max(...cases.map(({ width, height }) => width * height * 3)));

  for (const version of ["pillow-13", "pillow-12"] as const) {
    for (const resample of ["bicubic", "bilinear"] as const) {
      test(`${resample}, ${version}, ${cases.length} sizes`, () => {
        const differing = cases.filter(({ width, height, toWidth, toHeight }, i) => {
          const image = { width, height, data: pixels.subarray(0, width * height * 3) };
          const { data } = resize(image, toWidth, toHeight, resample, version);
          return sha256(data) !== goldens[version][resample][i];
        });
        expect(differing).toEqual([]);
      });
    }
  }

  /** As `bytes_of` in make_images.py. */
  function bytesOf(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    let value = 12345;
    for (let i = 0; i < count; i++) {
      value = (value * 48271) % 2147483647;
      const noise = (value >> 8) & 255;
      bytes[i] = (i >> 3) % 2 === 1 ? (noise > 127 ? 255 : 0) : noise;
    }
    return bytes;
  }
});

describe("preprocessing equals CLIPImageProcessor's, bit for bit", () => {
  const { tensors } = readSafetensors(readBytes("images/prepared.safetensors"));

  test.each(prepared)("$name", async ({ name, config, images }) => {
    const settings = parsePreprocessConfig(config);
    for (const image of images) {
      const pixels = preprocessImage(await decodeImage(golden(`images/${image}.png`)), settings);
      const expected = tensors.get(`${name}: ${image}`);
      expect(pixels.length).toBe(expected?.data.length);
      expect(
        pixels.findIndex((value, i) => value !== expected?.data[i]),
        image,
      ).toBe(-1);
    }
  });
});
