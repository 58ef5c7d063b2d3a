import { seededRandom } from "@clipscope/types";
import { expect, test } from "vitest";
import { type AugmentOptions, augment } from "./augment.js";

const size = 12;
const plane = size * size;
const still: AugmentOptions = {
  rotate: 0,
  zoom: 0,
  shift: 0,
  color: 0,
  grayscale: 0,
  twoTone: 0,
  lineArt: 0,
  cutout: 0,
};

/** A red square on white. */
const square = new Uint8Array(plane * 3).fill(255);
for (let y = 3; y < 9; y++) {
  for (let x = 3; x < 9; x++) square.set([200, 30, 40], (y * size + x) * 3);
}

function varied(options: Partial<AugmentOptions>, seed = 1): Float32Array {
  return drawn(options, seed).out;
}
function drawn(options: Partial<AugmentOptions>, seed = 1) {
  const out = new Float32Array(3 * plane);
  const drawnAs = augment(
    square,
    size,
    { ...still, ...options },
    seededRandom(seed),
    [0, 0, 0],
    [1, 1, 1],
    out,
    0,
  );
  return { out, drawnAs };
}
const at = (image: Float32Array, x: number, y: number) =>
  [0, 1, 2].map((c) => Math.round(255 * image[c * plane + y * size + x]));

test("without variation the pixels are only put in planes and normalized", () => {
  const out = new Float32Array(3 * plane);
  augment(square, size, still, seededRandom(1), [0.5, 0.4, 0.3], [0.2, 0.3, 0.4], out, 0);
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) {
      const expected = (square[i * 3 + c] / 255 - [0.5, 0.4, 0.3][c]) / [0.2, 0.3, 0.4][c];
      expect(out[c * plane + i]).toBeCloseTo(expected, 4);
    }
  }
});

test("equal seeds vary an image alike, other seeds otherwise", () => {
  const options = { rotate: 20, zoom: 0.2, shift: 0.1, color: 0.4 };
  expect(varied(options, 5)).toEqual(varied(options, 5));
  expect(varied(options, 5)).not.toEqual(varied(options, 6));
});

test("what is turned, zoomed or shifted in from outside is white, as the ground is", () => {
  for (let seed = 0; seed < 20; seed++) {
    const image = varied({ rotate: 45, zoom: 0.3, shift: 0.1 }, seed);
    expect(at(image, 0, 0)).toEqual([255, 255, 255]);
    expect(Math.min(...image)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...image)).toBeLessThanOrEqual(1.0001);
  }
});

test("color changes recolor what is drawn and leave the white ground", () => {
  for (let seed = 0; seed < 20; seed++) {
    const image = varied({ color: 0.5 }, seed);
    expect(at(image, 0, 0)).toEqual([255, 255, 255]);
    expect(at(image, 5, 5)).not.toEqual([200, 30, 40]);
  }
});

test("grayscale is ITU-R BT.601's luma", () => {
  const gray = Math.round(0.299 * 200 + 0.587 * 30 + 0.114 * 40);
  expect(at(varied({ grayscale: 1 }), 5, 5)).toEqual([gray, gray, gray]);
});

test("a two-tone drawing is dark where there was ink, whatever the threshold", () => {
  for (let seed = 0; seed < 20; seed++) {
    const [ink] = at(varied({ twoTone: 1 }, seed), 5, 5);
    const [ground] = at(varied({ twoTone: 1 }, seed), 0, 0);
    expect(ink).toBeLessThan(60);
    expect(ground).toBeGreaterThan(200);
  }
});

test("line art keeps edges alone", () => {
  const image = varied({ lineArt: 1 });
  expect(at(image, 2, 5)).toEqual([0, 0, 0]);
  expect(at(image, 5, 5)).toEqual([255, 255, 255]);
  expect(at(image, 0, 0)).toEqual([255, 255, 255]);
});

test("inked drawings keep their colors and get dark edges", () => {
  const image = varied({ inked: 1 });
  expect(at(image, 2, 5)).toEqual([0, 0, 0]);
  expect(at(image, 5, 5)).toEqual([200, 30, 40]);
  expect(at(image, 0, 0)).toEqual([255, 255, 255]);
});

test("a copy says how it is drawn, for its caption to say it", () => {
  const kinds = [{}, { grayscale: 1 }, { twoTone: 1 }, { lineArt: 1 }, { inked: 1 }].map(
    (o) => drawn(o).drawnAs,
  );
  expect(kinds).toEqual(["color", "gray", "two-tone", "outline", "inked"]);
});

test("a warp bends what is drawn: the square keeps its colors and about its area, but not its straight sides", () => {
  const isRed = (image: Float32Array, x: number, y: number) => at(image, x, y)[1] < 150;
  const cells = Array.from({ length: plane }, (_, i) => [i % size, Math.floor(i / size)]);
  let bent = 0;
  for (let seed = 0; seed < 20; seed++) {
    const image = varied({ warp: 0.2 }, seed);
    const area = cells.filter(([x, y]) => isRed(image, x, y)).length;
    expect(area).toBeGreaterThan(18);
    expect(area).toBeLessThan(72);
    const widths = [4, 5, 6, 7].map((y) => cells.filter(([x, at]) => at === y && isRed(image, x, y)).length);
    if (new Set(widths).size > 1) bent++;
  }
  expect(bent).toBeGreaterThan(3);
});
