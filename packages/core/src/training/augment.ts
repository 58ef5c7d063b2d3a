import type { Random } from "@clipscope/types";

/** Strength of the image augmentation; probabilities are per image. */
export interface AugmentOptions {
  /** Maximum rotation, in degrees. */
  rotate: number;
  /** Zoom is drawn from [1 − zoom, 1 + zoom]. */
  zoom: number;
  /** Maximum shift, as a fraction of the side. */
  shift: number;
  /**
   * Maximum displacement by a smooth warp, as a fraction of the side, which changes proportions as another
   * hand would. Default 0.
   */
  warp?: number;
  /** Maximum relative change of brightness, contrast and each color channel. */
  color: number;
  grayscale: number;
  /** Probability of a two-tone drawing: dark shapes on light, as in high-contrast sets. */
  twoTone: number;
  /** Probability of an outline drawing: edges in black on white. */
  lineArt: number;
  /** Probability that dark outlines are drawn over the colors. Default 0. */
  inked?: number;
  /** Probability that a square of up to a third of the side is painted over. */
  cutout: number;
}

/** Style of an augmented image, which its caption may mention. */
export type DrawnAs = "color" | "gray" | "two-tone" | "outline" | "inked";

/**
 * Writes a randomly augmented copy of an RGB image as CHW floats, normalized by `mean` and `deviation` (of
 * 0…1 values). Pixels outside the image are white, like the flattened background. Returns the style of the
 * copy.
 */
export function augment(
  source: Uint8Array,
  size: number,
  options: AugmentOptions,
  next: Random,
  mean: readonly number[],
  deviation: readonly number[],
  out: Float32Array,
  offset: number,
): DrawnAs {
  const plane = size * size;
  const image = affine(source, size, options, next); // [3, size, size] of 0…255
  const drawnAs = redraw(image, size, options, next);
  if (next() < options.cutout) cut(image, size, next);
  for (let c = 0; c < 3; c++) {
    const scale = 1 / (255 * deviation[c]);
    const shift = mean[c] / deviation[c];
    for (let i = 0; i < plane; i++) out[offset + c * plane + i] = image[c * plane + i] * scale - shift;
  }
  return drawnAs;
}

function redraw(image: Float32Array, size: number, options: AugmentOptions, next: Random): DrawnAs {
  const plane = size * size;
  if (next() < options.lineArt) {
    image.set(outline(image, size));
    return "outline";
  }
  if (next() < options.twoTone) {
    threshold(image, plane, next);
    return "two-tone";
  }
  const isGray = next() < options.grayscale;
  if (isGray) toGray(image, plane);
  tint(image, plane, options.color, next);
  if (isGray) return "gray";
  if (!options.inked || next() >= options.inked) return "color";
  const ink = outline(image, size);
  for (let i = 0; i < image.length; i++) image[i] *= ink[i] / 255;
  return "inked";
}

/** Rotates, zooms, shifts and warps with bilinear sampling: RGB bytes → planes of floats. */
function affine(source: Uint8Array, size: number, options: AugmentOptions, next: Random): Float32Array {
  const spread = () => 2 * next() - 1;
  const angle = (spread() * options.rotate * Math.PI) / 180;
  const zoomX = 1 + spread() * options.zoom;
  const zoomY = zoomX * (1 + spread() * options.zoom * 0.5);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const center = (size - 1) / 2;
  const shiftX = center + spread() * options.shift * size;
  const shiftY = center + spread() * options.shift * size;
  const warps = options.warp ? Array.from({ length: 4 }, () => wave(size, options.warp as number, next)) : [];
  const [xByRow, xByColumn, yByRow, yByColumn] = warps;
  const plane = size * size;
  const out = new Float32Array(3 * plane).fill(255);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const dx = (x - center) / zoomX;
      const dy = (y - center) / zoomY;
      const sx = cos * dx - sin * dy + shiftX + (warps.length ? xByRow[y] + xByColumn[x] : 0);
      const sy = sin * dx + cos * dy + shiftY + (warps.length ? yByRow[y] + yByColumn[x] : 0);
      if (sx <= -1 || sy <= -1 || sx >= size || sy >= size) continue;
      const x0 = Math.floor(sx);
      const y0 = Math.floor(sy);
      const fx = sx - x0;
      const fy = sy - y0;
      const left = x0 >= 0;
      const right = x0 + 1 < size;
      const top = y0 >= 0;
      const bottom = y0 + 1 < size;
      const at = (y0 * size + x0) * 3;
      for (let c = 0; c < 3; c++) {
        const a = left && top ? source[at + c] : 255;
        const b = right && top ? source[at + 3 + c] : 255;
        const d = left && bottom ? source[at + 3 * size + c] : 255;
        const e = right && bottom ? source[at + 3 * size + 3 + c] : 255;
        out[c * plane + y * size + x] = (a * (1 - fx) + b * fx) * (1 - fy) + (d * (1 - fx) + e * fx) * fy;
      }
    }
  }
  return out;
}

/** Displacements in pixels along one axis: a sine of half to one and a half periods across the image. */
function wave(size: number, warp: number, next: Random): Float32Array {
  const amplitude = (warp * size * (2 * next() - 1)) / 2;
  const frequency = (2 * Math.PI * (0.5 + next())) / size;
  const phase = 2 * Math.PI * next();
  return Float32Array.from({ length: size }, (_, i) => amplitude * Math.sin(frequency * i + phase));
}

function luma(image: Float32Array, plane: number, i: number): number {
  return 0.299 * image[i] + 0.587 * image[plane + i] + 0.114 * image[2 * plane + i]; // ITU-R BT.601
}

function paint(image: Float32Array, plane: number, i: number, value: number): void {
  image[i] = value;
  image[plane + i] = value;
  image[2 * plane + i] = value;
}

function toGray(image: Float32Array, plane: number): void {
  for (let i = 0; i < plane; i++) paint(image, plane, i, luma(image, plane, i));
}

function threshold(image: Float32Array, plane: number, next: Random): void {
  let darkest = 255;
  for (let i = 0; i < plane; i++) darkest = Math.min(darkest, luma(image, plane, i));
  const cut = darkest + (255 - darkest) * (0.35 + 0.5 * next()); // something is always drawn
  const soft = 12; // keeps the antialiased look of a rendered drawing
  for (let i = 0; i < plane; i++) {
    paint(image, plane, i, 255 / (1 + Math.exp((cut - luma(image, plane, i)) / soft)));
  }
}

/** The edges of an image, in black on white. */
function outline(image: Float32Array, size: number): Float32Array {
  const plane = size * size;
  const tone = Float32Array.from({ length: plane }, (_, i) => luma(image, plane, i));
  const out = new Float32Array(3 * plane);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const i = y * size + x;
      const right = Math.abs(tone[i] - tone[x + 1 < size ? i + 1 : i]);
      const below = Math.abs(tone[i] - tone[y + 1 < size ? i + size : i]);
      paint(out, plane, i, Math.max(0, 255 - 3 * (right + below)));
    }
  }
  return out;
}

function tint(image: Float32Array, plane: number, amount: number, next: Random): void {
  const spread = () => amount * (2 * next() - 1);
  const contrast = 1 + spread();
  const brightness = 64 * spread();
  for (let c = 0; c < 3; c++) {
    const gain = contrast * (1 + 0.5 * spread());
    for (let i = c * plane; i < (c + 1) * plane; i++) {
      // White stays the background; only the drawing is recolored.
      const ink = 255 - image[i];
      const value = 255 - ink * gain - (ink / 255) * brightness;
      image[i] = Math.min(255, Math.max(0, value));
    }
  }
}

function cut(image: Float32Array, size: number, next: Random): void {
  const side = Math.max(2, Math.round((size * next()) / 3));
  const x0 = next.below(size - side + 1);
  const y0 = next.below(size - side + 1);
  for (let y = y0; y < y0 + side; y++) {
    for (let x = x0; x < x0 + side; x++) paint(image, size * size, y * size + x, 255);
  }
}
