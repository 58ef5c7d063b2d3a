import { element } from "./dom.js";
import { penOf } from "./pen.js";

/**
 * A vector as a strip of colors, one column a number: blue above 0, brown below, the stronger the larger. `most` is the
 * size that has the full color; by default the largest in the vector.
 */
export function strip(values: ArrayLike<number>, name: string, most = largest(values)): HTMLCanvasElement {
  const canvas = element("canvas", { width: values.length, height: 1, className: "strip" });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${name}: ${values.length} numbers`);
  const pen = penOf(canvas);
  const image = pen?.createImageData(values.length, 1);
  if (!pen || !image) return canvas;
  for (let i = 0; i < values.length; i++) {
    const share = Math.min(1, Math.abs(values[i]) / (most || 1));
    const [r, g, b] = values[i] < 0 ? [188, 77, 4] : [6, 88, 191];
    image.data.set([r, g, b, Math.round(255 * Math.sqrt(share))], 4 * i);
  }
  pen.putImageData(image, 0, 0);
  return canvas;
}

export const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
