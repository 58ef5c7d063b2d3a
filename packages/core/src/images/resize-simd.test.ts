import { readFile } from "node:fs/promises";
import { seededRandom } from "@clipscope/types";
import { expect, test } from "vitest";
import { assembled } from "../../scripts/assemble.mjs";
import { filterFor, plainColumns, plainRows, resize } from "./resize.js";
import { fastColumns, fastRows } from "./resize-simd.js";

const next = seededRandom(8);
const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
const bytes = (length: number) =>
  Uint8Array.from({ length }, () => (next() < 0.3 ? 255 * (next() < 0.5 ? 1 : 0) : 256 * next()));

const same = (a: Uint8Array | undefined, b: Uint8Array) =>
  expect(a !== undefined && Buffer.compare(a, b) === 0).toBe(true);

test.each(["bicubic", "bilinear"] as const)(
  "WebAssembly's passes are JavaScript's, byte for byte: %s",
  (resample) => {
    for (let i = 0; i < 300; i++) {
      const [width, height, outputs] = [whole(1, 90), whole(1, 60), whole(1, 120)];
      const image = bytes(width * height * 3);
      const across = filterFor(width, outputs, resample);
      same(fastRows(image, height, across), plainRows(image, height, across));
      const down = filterFor(height, outputs, resample);
      same(fastColumns(image, width, down), plainColumns(image, width, down));
    }
  },
);

test("a part of a resized image has the pixels that it has in the whole, whichever pass is first", () => {
  for (let i = 0; i < 200; i++) {
    const image = { width: whole(2, 60), height: whole(2, 200), data: new Uint8Array() };
    image.data = bytes(image.width * image.height * 3);
    const [width, height] = [whole(1, image.width - 1), whole(1, image.height - 1)];
    const { data } = resize(image, width, height, "bicubic");
    const [left, top] = [whole(0, width - 1), whole(0, height - 1)];
    const part = { left, top, width: whole(1, width - left), height: whole(1, height - top) };
    const cut = Array.from({ length: part.height }, (_, y) => {
      const from = ((top + y) * width + left) * 3;
      return data.subarray(from, from + part.width * 3);
    });
    const made = resize(image, width, height, "bicubic", undefined, part);
    expect([made.width, made.height]).toEqual([part.width, part.height]);
    same(made.data, Buffer.concat(cut));
  }
  const flat = { width: 4, height: 9, data: bytes(4 * 9 * 3) };
  const part = { left: 1, top: 1, width: 2, height: 2 };
  expect(() => resize(flat, 4, 5, "bicubic", undefined, part)).toThrow(/both sides change/);
});

test("an image that is larger than WebAssembly's memory at a time is resized in parts", () => {
  const [width, height] = [1500, 900];
  const image = bytes(width * height * 3);
  const filter = filterFor(width, 298, "bicubic");
  same(fastRows(image, height, filter), plainRows(image, height, filter));
});

test("resize-wasm.ts is what resize.wat says", async () => {
  expect(await readFile(new URL("resize-wasm.ts", import.meta.url), "utf8")).toBe(await assembled());
});
