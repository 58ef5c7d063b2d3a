import type { RgbImage } from "@clipscope/types";
import { penOf } from "./pen.js";

/** An image of RGB bytes as a canvas with a name, `size` CSS pixels wide. */
export function pictureOf({ width, height, data }: RgbImage, name: string, size = 64): HTMLCanvasElement {
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) pixels.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
  return canvasOf(new ImageData(pixels, width, height), name, size);
}

/** RGBA pixels as a canvas with a name, `size` CSS pixels wide. */
export function canvasOf(pixels: ImageData, name: string, size = 64): HTMLCanvasElement {
  const { width, height } = pixels;
  const canvas = Object.assign(document.createElement("canvas"), { width, height, className: "picture" });
  canvas.style.width = `${size}px`;
  canvas.style.height = `${(size * height) / width}px`;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", name);
  penOf(canvas)?.putImageData(pixels, 0, 0);
  return canvas;
}
