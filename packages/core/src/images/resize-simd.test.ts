import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { assembled } from "../../scripts/assemble.mjs";
import { random } from "../random.js";
import { filterFor, plainColumns, plainRows } from "./resize.js";
import { fastColumns, fastRows } from "./resize-simd.js";

const next = random(8);
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

test("an image that is larger than WebAssembly's memory at a time is resized in parts", () => {
  const [width, height] = [1500, 900];
  const image = bytes(width * height * 3);
  const filter = filterFor(width, 298, "bicubic");
  same(fastRows(image, height, filter), plainRows(image, height, filter));
});

test("resize-wasm.ts is what resize.wat says", async () => {
  expect(await readFile(new URL("resize-wasm.ts", import.meta.url), "utf8")).toBe(await assembled());
});
