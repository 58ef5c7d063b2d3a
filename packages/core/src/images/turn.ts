import type { RgbImage } from "@clipscope/types";

/**
 * The value of EXIF tag 0x0112: the transform that makes a stored image upright. 1: none; 6: a quarter turn
 * clockwise.
 */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** The orientation that undoes the given one. */
export const inverseOf = (orientation: Orientation): Orientation =>
  orientation === 6 ? 8 : orientation === 8 ? 6 : orientation;

/** Index mapping of a rotated `w` × `h` image: pixel (x, y) moves to index `first + x * perX + y * perY`. */
export function placement(w: number, h: number, orientation: Orientation) {
  const [width, height] = orientation < 5 ? [w, h] : [h, w];
  const last = w * h - 1;
  const [first, perX, perY] = {
    1: [0, 1, w],
    2: [w - 1, -1, w],
    3: [last, -1, -w],
    4: [last - (w - 1), 1, -w],
    5: [0, h, 1],
    6: [h - 1, h, -1],
    7: [last, -h, -1],
    8: [last - (h - 1), -h, 1],
  }[orientation];
  return { width, height, first, perX, perY };
}

/** Rotates an image upright, as `PIL.ImageOps.exif_transpose` does. */
export function turn(image: RgbImage, orientation: Orientation): RgbImage {
  if (orientation === 1) return image;
  const { width: w, height: h, data } = image;
  const { width, height, first, perX, perY } = placement(w, h, orientation);
  const turned = new Uint8Array(data.length);
  // Tile by tile, so that writes stay in the processor's cache.
  for (let top = 0; top < h; top += SQUARE) {
    for (let left = 0; left < w; left += SQUARE) {
      for (let y = top; y < Math.min(h, top + SQUARE); y++) {
        let from = (y * w + left) * 3;
        let to = (first + left * perX + y * perY) * 3;
        for (let x = left; x < Math.min(w, left + SQUARE); x++) {
          turned[to] = data[from];
          turned[to + 1] = data[from + 1];
          turned[to + 2] = data[from + 2];
          from += 3;
          to += perX * 3;
        }
      }
    }
  }
  return { width, height, data: turned };
}

const SQUARE = 64;
