import type { PointChunk } from "./renderer.js";
import { type Camera, emphasis } from "./scene.js";
import { phases, type Stamp, Stamps } from "./stamps.js";
import { UncoveredBlocks } from "./uncovered-blocks.js";

/** Number of points drawn between two checks of the clock. */
const BATCH = 4096;

/**
 * A picture of points that is drawn in parts, from front to back: what is covered costs little, and every part adds
 * points below those already drawn.
 */
export class RasterPicture {
  readonly #pixels: Uint32Array;
  readonly #stamps: Stamps;
  readonly #uncovered: UncoveredBlocks;
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
    this.#uncovered = new UncoveredBlocks(image.width, image.height, this.#stamps.reach);
    this.#chunk = chunks.length - 1;
    this.#left = this.#chunk < 0 ? 0 : chunks[this.#chunk].scene.order.length;
  }

  get done(): boolean {
    return this.#chunk < 0 || (this.#chunk === 0 && this.#left === 0);
  }

  /** Draws until all points are drawn, or the time is over and at least some points are drawn. */
  draw(until: number, least = 0): void {
    let drawn = 0;
    while (!this.done) {
      if (this.#left === 0) {
        this.#chunk--;
        this.#left = this.chunks[this.#chunk].scene.order.length;
        continue;
      }
      const before = this.#left;
      this.#drawBatch(this.chunks[this.#chunk]);
      drawn += before - this.#left;
      if (drawn >= least && performance.now() >= until) return;
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
    const stamps = this.#stamps;
    const uncovered = this.#uncovered;
    const { reach } = stamps;
    const [right, bottom] = [width - reach, height - reach];
    const end = Math.max(0, this.#left - BATCH);
    for (let at = this.#left - 1; at >= end; at--) {
      const i = order[at];
      const px = x[i] * scale + left;
      const py = y[i] * scale + top;
      if (!(px > -reach && py > -reach && px < width + reach && py < height + reach)) continue;
      const column = Math.floor(px);
      const row = Math.floor(py);
      const inside = column >= reach && row >= reach && column < right && row < bottom;
      if (inside && uncovered.noneAround(column, row)) continue;
      const level = levels[i];
      const phase = (((py - row) * phases) | 0) * phases + (((px - column) * phases) | 0);
      const stamp = stamps.of(shapes[i], level, phase);
      const color = palette[level === emphasis.dim ? 0 : inks[i]] & 0xffffff;
      if (inside) fillBelow(pixels, uncovered, stamp, row * width + column, color);
      else fillPart(pixels, stamp, column, row, width, height, color);
    }
    this.#left = end;
  }
}

/** Puts a stamp of one color below what is in the pixels, which are not premultiplied. */
function fillBelow(
  pixels: Uint32Array,
  uncovered: UncoveredBlocks,
  { offset, alpha }: Stamp,
  center: number,
  color: number,
): void {
  const { length } = offset;
  for (let k = 0; k < length; k++) {
    const place = center + offset[k];
    const above = pixels[place];
    if (above >>> 24 === 255) continue;
    const pixel = below(above, color, alpha[k]);
    pixels[place] = pixel;
    if (pixel >>> 24 === 255) uncovered.cover(place);
  }
}

/** `fillBelow` at the edge of the picture. */
function fillPart(
  pixels: Uint32Array,
  { at, alpha }: Stamp,
  column: number,
  row: number,
  width: number,
  height: number,
  color: number,
): void {
  for (let k = 0; k < alpha.length; k++) {
    const [u, v] = [column + at[2 * k], row + at[2 * k + 1]];
    if (u < 0 || v < 0 || u >= width || v >= height) continue;
    const place = v * width + u;
    // Pixels at the edge count as uncovered: that costs a little time, but loses no point.
    if (pixels[place] >>> 24 !== 255) pixels[place] = below(pixels[place], color, alpha[k]);
  }
}

/** Opacity from which on a pixel counts as covered. */
const COVERED = 250;

/** A pixel that is not covered, above a color with an alpha. */
function below(above: number, color: number, alpha: number): number {
  const cover = above >>> 24;
  if (cover === 0) return ((alpha >= COVERED ? 255 : alpha) << 24) | color;
  const rest = (alpha * (255 - cover)) / 255;
  const sum = cover + rest;
  const first = cover / sum;
  const second = 1 - first;
  const r = (above & 255) * first + (color & 255) * second + 0.5;
  const g = ((above >> 8) & 255) * first + ((color >> 8) & 255) * second + 0.5;
  const b = ((above >> 16) & 255) * first + ((color >> 16) & 255) * second + 0.5;
  return ((sum >= COVERED ? 255 : sum + 0.5) << 24) | (b << 16) | (g << 8) | r;
}
