import type { Positions } from "../../geometry/placement.js";
import { type Camera, emphasis, type PointRenderer, type Scene } from "./scene.js";
import { shapeDistance } from "./shape-distance.js";

/** Number of subpixel positions of a mark in each direction. */
const phases = 4;

/** Coverage of the pixels around a mark, 0 to 255: `[side, side]`, centered on the mark. */
interface Stamp {
  side: number;
  cover: Uint8Array;
}

/** Draws points without a GPU: stamps of marks, blended into the pixels of a 2D canvas. */
export class RasterRenderer implements PointRenderer {
  readonly #context: CanvasRenderingContext2D;
  readonly #stamps = new Map<number, Stamp>();
  #image: ImageData | undefined;
  #dot = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#context = canvas.getContext("2d") as CanvasRenderingContext2D;
  }

  draw({ inks, shapes, emphasis: levels, order }: Scene, { x, y }: Positions, camera: Camera): boolean {
    const { pixelRatio, scale, left, top, dot } = camera;
    const { width, height } = this.#context.canvas;
    if (width === 0 || height === 0) return true;
    if (this.#image?.width !== width || this.#image.height !== height)
      this.#image = new ImageData(width, height);
    if (this.#dot !== dot * pixelRatio) {
      this.#stamps.clear();
      this.#dot = dot * pixelRatio;
    }
    const pixels = new Uint32Array(this.#image.data.buffer);
    pixels.fill(0);
    for (const i of order) {
      const px = (x[i] * scale + left) * pixelRatio;
      const py = (y[i] * scale + top) * pixelRatio;
      const column = Math.floor(px);
      const row = Math.floor(py);
      const phase = Math.floor((py - row) * phases) * phases + Math.floor((px - column) * phases);
      const stamp = this.#stampOf(shapes[i], levels[i], phase);
      blend(pixels, width, height, stamp, column, row, inks[i]);
    }
    this.#context.putImageData(this.#image, 0, 0);
    return true;
  }

  #stampOf(shape: number, level: number, phase: number): Stamp {
    const key = (shape * 4 + level) * phases * phases + phase;
    let stamp = this.#stamps.get(key);
    if (!stamp) {
      const radius = (this.#dot / 2) * (level === emphasis.selected ? 1.3 : 1);
      stamp = stampOf(shape, radius, phase, level === emphasis.dim ? 0.25 : 1);
      this.#stamps.set(key, stamp);
    }
    return stamp;
  }

  dispose(): void {}
}

function stampOf(shape: number, radius: number, phase: number, opacity: number): Stamp {
  const half = Math.ceil(radius * 1.15) + 1;
  const side = 2 * half + 1;
  const cover = new Uint8Array(side * side);
  const centerX = half + ((phase % phases) + 0.5) / phases;
  const centerY = half + (Math.floor(phase / phases) + 0.5) / phases;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const distance = shapeDistance(
        shape,
        (column + 0.5 - centerX) / radius,
        (row + 0.5 - centerY) / radius,
      );
      const share = Math.min(1, Math.max(0, 0.5 - distance * radius));
      cover[row * side + column] = Math.round(255 * share * opacity);
    }
  }
  return { side, cover };
}

/** Blends a stamp of one color into pixels that are not premultiplied. */
function blend(
  pixels: Uint32Array,
  width: number,
  height: number,
  { side, cover }: Stamp,
  column: number,
  row: number,
  ink: number,
): void {
  const half = side >> 1;
  const x0 = column - half;
  const y0 = row - half;
  if (x0 >= width || y0 >= height || x0 + side <= 0 || y0 + side <= 0) return;
  const from = Math.max(0, -x0);
  const to = Math.min(side, width - x0);
  const last = Math.min(side, height - y0);
  const color = ink & 0xffffff;
  for (let v = Math.max(0, -y0); v < last; v++) {
    const line = (y0 + v) * width + x0;
    for (let u = from; u < to; u++) {
      const alpha = cover[v * side + u];
      if (alpha === 0) continue;
      const under = pixels[line + u];
      const below = under >>> 24;
      pixels[line + u] = alpha === 255 || below === 0 ? (alpha << 24) | color : over(under, color, alpha);
    }
  }
}

/** A color with an alpha from 1 to 254 over a pixel that is not clear. */
function over(under: number, color: number, alpha: number): number {
  const rest = ((under >>> 24) * (255 - alpha)) / 255;
  const sum = alpha + rest;
  const above = alpha / sum;
  const below = rest / sum;
  const r = (color & 255) * above + (under & 255) * below;
  const g = ((color >> 8) & 255) * above + ((under >> 8) & 255) * below;
  const b = ((color >> 16) & 255) * above + ((under >> 16) & 255) * below;
  return (sum << 24) | (b << 16) | (g << 8) | r;
}
