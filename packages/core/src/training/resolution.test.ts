import { expect, test } from "vitest";
import { resizePositions } from "./resolution.js";

// torch.nn.functional.interpolate(table, size, mode="bilinear", align_corners=False), PyTorch 2.13
const table = [0, 0.1, 0.4, 0.9, 1.6, 2.5, 3.6, 4.9, 6.4, 8.1, 10, 12.1, 14.4, 16.9, 19.6, 22.5];
const sizes: Record<number, number[]> = {
  3: [0.30556, 0.71667, 1.46111, 4.21667, 6.05, 8.21667, 13.46111, 16.71667, 20.30556],
  6: [
    0, 0.05, 0.15, 0.35, 0.65, 0.9, 0.8, 1.05, 1.41667, 1.88333, 2.45, 2.9, 2.4, 2.91667, 3.63889, 4.46111,
    5.38333, 6.1, 5.6, 6.38333, 7.46111, 8.63889, 9.91667, 10.9, 10.4, 11.45, 12.88333, 14.41667, 16.05, 17.3,
    14.4, 15.65, 17.35, 19.15, 21.05, 22.5,
  ],
};

test.each([3, 6])(
  "a grid of 4 positions a side resampled to %i is PyTorch's, and the class token stays",
  (to) => {
    const width = 2;
    const source = Float32Array.from([7, -7, ...table.flatMap((value) => [value, -value])]);
    const resized = resizePositions(source, 4, to, width);
    const expected = [7, -7, ...sizes[to].flatMap((value) => [value, -value])];
    expect(resized.length).toBe(expected.length);
    // PyTorch's bilinear reduction has no antialiasing, and neither has this.
    expected.forEach((value, i) => {
      expect(resized[i]).toBeCloseTo(value, 4);
    });
  },
);
