import type { PointChunk } from "./renderer.js";
import { type Camera, emphasis } from "./scene.js";
import { phases, type Stamp, Stamps } from "./stamps.js";

/** Points drawn between two looks at the clock. */
const BATCH = 4096;

/**
 * A picture of points that is drawn in parts, from front to back: what is covered costs little, and every part adds
 * points below those that are there already.
 */
export class RasterPicture {
  readonly #pixels: Uint32Array;
  readonly #stamps: Stamps;
  #chunk: number;
  /** Points of the chunk that are left. */
  #left: number;

  constructor(
    readonly image: ImageData,
    readonly chunks: readonly PointChunk[],
    readonly camera: Camera,
  ) {
    this.#pixels = new Uint32Array(image.data.buffer);
    this.#pixels.fill(0);
    this.#stamps = new Stamps(camera.dot * camera.pixelRatio, image.width);
    this.#chunk = chunks.length - 1;
    this.#left = this.#chunk < 0 ? 0 : chunks[this.#chunk].scene.order.length;
  }

  get done(): boolean {
    return this.#chunk < 0 || (this.#chunk === 0 && this.#left === 0);
  }

  /** Draws until all points are drawn or the time is over. */
  draw(until: number): void {
    while (!this.done) {
      if (this.#left === 0) {
        this.#chunk--;
        this.#left = this.chunks[this.#chunk].scene.order.length;
        continue;
      }
      this.#drawBatch(this.chunks[this.#chunk]);
      if (performance.now() >= until) return;
    }
  }

  #drawBatch({ scene, positions: { x, y } }: PointChunk): void {
    const { inks, palette, shapes, emphasis: levels, order } = scene;
    const { width, height } = this.image;
    const ratio = this.camera.pixelRatio;
    const scale = this.camera.scale * ratio;
    const left = this.camera.left * ratio;
    const top = this.camera.top * ratio;
    const pixels = this.#pixels;
    const end = Math.max(0, this.#left - BATCH);
    for (let at = this.#left - 1; at >= end; at--) {
      const i = order[at];
      const px = x[i] * scale + left;
      const py = y[i] * scale + top;
      const column = Math.floor(px);
      const row = Math.floor(py);
      const phase = Math.floor((py - row) * phases) * phases + Math.floor((px - column) * phases);
      const level = levels[i];
      const dim = level === emphasis.dim;
      const stamp = this.#stamps.of(shapes[i], dim, level === emphasis.selected, phase);
      const color = palette[dim ? 0 : inks[i]] & 0xffffff;
      const { reach } = stamp;
      if (column >= reach && row >= reach && column < width - reach && row < height - reach)
        fillBelow(pixels, stamp, row * width + column, color);
      else fillPart(pixels, stamp, column, row, width, height, color);
    }
    this.#left = end;
  }
}

/** Puts a stamp of one color below what is in the pixels, which are not premultiplied. */
function fillBelow(pixels: Uint32Array, { offset, alpha }: Stamp, center: number, color: number): void {
  for (let k = 0; k < offset.length; k++) {
    const place = center + offset[k];
    const above = pixels[place];
    const cover = above >>> 24;
    if (cover === 255) continue;
    pixels[place] = cover === 0 ? (alpha[k] << 24) | color : below(above, cover, color, alpha[k]);
  }
}

/** `fillBelow` at the edge of the picture. */
function fillPart(
  pixels: Uint32Array,
  { at, alpha, reach }: Stamp,
  column: number,
  row: number,
  width: number,
  height: number,
  color: number,
): void {
  if (column < -reach || row < -reach || column >= width + reach || row >= height + reach) return;
  for (let k = 0; k < alpha.length; k++) {
    const [u, v] = [column + at[2 * k], row + at[2 * k + 1]];
    if (u < 0 || v < 0 || u >= width || v >= height) continue;
    const place = v * width + u;
    const above = pixels[place];
    const cover = above >>> 24;
    if (cover === 255) continue;
    pixels[place] = cover === 0 ? (alpha[k] << 24) | color : below(above, cover, color, alpha[k]);
  }
}

/** A pixel that is partly covered, above a color with an alpha. */
function below(above: number, cover: number, color: number, alpha: number): number {
  const rest = (alpha * (255 - cover)) / 255;
  const sum = cover + rest;
  const [first, second] = [cover / sum, rest / sum];
  const r = (above & 255) * first + (color & 255) * second;
  const g = ((above >> 8) & 255) * first + ((color >> 8) & 255) * second;
  const b = ((above >> 16) & 255) * first + ((color >> 16) & 255) * second;
  return (Math.min(255, sum + 0.5) << 24) | ((b + 0.5) << 16) | ((g + 0.5) << 8) | (r + 0.5);
}
