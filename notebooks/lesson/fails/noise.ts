import { type RgbImage, seededRandom } from "@clipscope/types";

const SIDE = 64;
const EACH = 20;

/**
 * Pictures of nothing, the same for the same seed: of independent pixels, and of soft clouds, whose neighboring pixels are
 * alike at every scale as those of a photograph are.
 */
export function noisePictures(seed: number): RgbImage[] {
  return Array.from({ length: 2 * EACH }, (_, i) => (i < EACH ? pixels(seed, i) : clouds(seed, i)));
}

function pixels(seed: number, i: number): RgbImage {
  const next = seededRandom(seed, i);
  return {
    width: SIDE,
    height: SIDE,
    data: Uint8Array.from({ length: SIDE * SIDE * 3 }, () => 256 * next()),
  };
}

/** Random values on ever finer grids, interpolated and added; a grid of half the cells has half the contrast. */
function clouds(seed: number, i: number): RgbImage {
  const next = seededRandom(seed, i);
  const sum = new Float64Array(SIDE * SIDE * 3);
  for (let cells = 2, weight = 0.5; cells <= SIDE; cells *= 2, weight /= 2) {
    const grid = Float64Array.from({ length: (cells + 1) ** 2 * 3 }, () => next());
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const [column, row] = [(x * cells) / SIDE, (y * cells) / SIDE];
        const [left, top] = [Math.floor(column), Math.floor(row)];
        const [dx, dy] = [column - left, row - top];
        for (let channel = 0; channel < 3; channel++) {
          const at = (r: number, c: number) => grid[3 * (r * (cells + 1) + c) + channel];
          const upper = at(top, left) * (1 - dx) + at(top, left + 1) * dx;
          const lower = at(top + 1, left) * (1 - dx) + at(top + 1, left + 1) * dx;
          sum[3 * (y * SIDE + x) + channel] += weight * (upper * (1 - dy) + lower * dy);
        }
      }
    }
  }
  return { width: SIDE, height: SIDE, data: Uint8Array.from(sum, (value) => Math.min(255, 256 * value)) };
}
