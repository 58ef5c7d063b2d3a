import { CORRUPTIONS, type CorruptionId, corrupt } from "@clipscope/datasets/corruptions";
import { describe, expect, test } from "vitest";
import { readJson } from "./goldens.js";

const golden = readJson("corruptions.json");
const SEVERITIES = [1, 2, 3, 4, 5];
/** OpenCV's and ImageMagick's sums, in other orders and precisions, make some values fall on the other side of a byte. */
const WITHIN_ONE = new Set(["defocus_blur", "motion_blur", "zoom_blur", "snow", "spatter"]);

/** The picture of make_corruptions.py. */
function picture(size: number) {
  const data: number[] = [];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [u, v] = [Math.floor((x * 64) / size), Math.floor((y * 64) / size)];
      const disk = (u - 40) ** 2 + (v - 24) ** 2 < 200;
      const stripes = (Math.floor(u / 6) + Math.floor(v / 9)) % 2 === 0;
      const grain = (x * 7919 + y * 104729 + x * y * 31) % 23;
      const pixel = [
        disk ? 220 - v : 30 + 2 * u,
        stripes ? 60 + v : 170 - u,
        disk && stripes ? 20 + u : 90 + 2 * v,
      ];
      data.push(...pixel.map((value, i) => Math.min(255, Math.max(0, value + Math.floor(grain / (i + 1))))));
    }
  }
  return { width: size, height: size, data: Uint8Array.from(data) };
}

describe.each([64, 128])("%i pixels wide and high", (size) => {
  test.each(CORRUPTIONS.map(({ id }) => id))("%s is what ImageNet-C's own libraries make of it", (id) => {
    const stride = golden.stride[size];
    for (const severity of SEVERITIES) {
      const { data } = corrupt(picture(size), id, severity, { seed: golden.seed });
      const expected = Buffer.from(golden.outputs[size][id][severity - 1], "base64");
      const apart: number[] = [];
      for (let y = 0, i = 0; y < size; y += stride) {
        for (let x = 0; x < size; x += stride) {
          for (let c = 0; c < 3; c++, i++) apart.push(Math.abs(expected[i] - data[(y * size + x) * 3 + c]));
        }
      }
      expect(apart).toHaveLength(expected.length);
      expect(Math.max(...apart), `severity ${severity}`).toBeLessThanOrEqual(WITHIN_ONE.has(id) ? 1 : 0);
      expect(apart.filter((d) => d > 0).length / apart.length).toBeLessThan(0.05);
    }
  });
});

describe("a corruption", () => {
  const image = picture(64);
  const before = image.data.slice();
  const changed = (id: CorruptionId, severity: number, seed = 0) =>
    corrupt(image, id, severity, { seed }).data;

  test("is one of nineteen kinds; fifteen of them are those of the mean corruption error", () => {
    expect(CORRUPTIONS).toHaveLength(19);
    expect(CORRUPTIONS.filter(({ inMean }) => inMean)).toHaveLength(15);
  });

  const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

  test.each([...CORRUPTIONS])(
    "$id depends on its seed just if it is random, and leaves the image as it was",
    ({ id, random }) => {
      for (const severity of [1, 5]) {
        const first = changed(id, severity);
        expect(same(first, changed(id, severity))).toBe(true);
        // Two directions of motion may round to the same pixels.
        expect([1, 2, 3].every((seed) => same(first, changed(id, severity, seed)))).toBe(!random);
      }
      expect(same(image.data, before)).toBe(true);
    },
  );

  test("grows with severity: the mean distance from the image does, for the kinds that have one scale", () => {
    const ids = [
      "gaussian_noise",
      "shot_noise",
      "impulse_noise",
      "gaussian_blur",
      "contrast",
      "jpeg_compression",
    ] as const;
    for (const id of ids) {
      const distances = SEVERITIES.map((s) =>
        changed(id, s).reduce((sum, v, i) => sum + Math.abs(v - before[i]), 0),
      );
      expect(distances, id).toEqual([...distances].sort((a, b) => a - b));
    }
  });

  test("has noise of the deviation that it should have", () => {
    const grey = { width: 128, height: 128, data: new Uint8Array(128 * 128 * 3).fill(128) };
    const values = Array.from(corrupt(grey, "gaussian_noise", 1, { seed: 3 }).data, (v) => (v + 0.5) / 255);
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
    expect(Math.abs(mean - 128 / 255)).toBeLessThan(0.002);
    expect(Math.abs(deviation - 0.08)).toBeLessThan(0.001);
  });

  test("has frost as bright as the reference's photographs of it", () => {
    const black = { width: 224, height: 224, data: new Uint8Array(224 * 224 * 3) };
    const { data } = corrupt(black, "frost", 1, { seed: 3 });
    const means = [0, 1, 2].map((c) => data.reduce((sum, v, i) => sum + (i % 3 === c ? v : 0), 0) / 224 ** 2);
    for (const [c, mean] of [144, 165, 177].entries())
      expect(Math.abs(means[c] - 0.4 * mean)).toBeLessThan(2);
  });

  test.each(CORRUPTIONS.map(({ id }) => id))("%s takes an image that is not square", (id) => {
    const narrow = { width: 33, height: 50, data: image.data.slice(0, 33 * 50 * 3) };
    const { width, height, data } = corrupt(narrow, id, 5);
    expect([width, height, data.length]).toEqual([33, 50, 33 * 50 * 3]);
  });

  test("says what is wrong with its input", () => {
    expect(() => corrupt(image, "hail" as CorruptionId, 1)).toThrow(
      /Unknown corruption "hail".*gaussian_noise/,
    );
    expect(() => corrupt(image, "fog", 0)).toThrow(/severity is 0/);
    expect(() => corrupt({ width: 8, height: 8, data: new Uint8Array(192) }, "fog", 1)).toThrow(
      /at least 16 × 16/,
    );
  });
});
