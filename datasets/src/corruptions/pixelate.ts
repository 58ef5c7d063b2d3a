import type { RgbImage } from "@clipscope/core";

/** Pixelates an image: shrinks it by the factor `share` and enlarges it again, with Pillow's box filter. */
export function pixelate(image: RgbImage, share: number): RgbImage {
  const { width, height } = image;
  const small = resizeBox(
    image,
    Math.max(1, Math.floor(width * share)),
    Math.max(1, Math.floor(height * share)),
  );
  return resizeBox(small, width, height);
}

/** Pillow's `Image.resize((width, height), Image.BOX)`: rows, then columns, each rounded to bytes. */
function resizeBox(
  { width: oldWidth, height: oldHeight, data }: RgbImage,
  width: number,
  height: number,
): RgbImage {
  const rows = resizeLines(data, {
    size: oldWidth,
    outputs: width,
    step: 3,
    lines: oldHeight,
    across: oldWidth * 3,
    acrossOut: width * 3,
  });
  const stride = width * 3;
  const columns = { size: oldHeight, outputs: height, step: stride, lines: width, across: 3, acrossOut: 3 };
  return { width, height, data: resizeLines(rows, columns) };
}

interface Lines {
  /** Pixels per line before and after. */
  size: number;
  outputs: number;
  /** Index step between pixels of a line, the same before and after. */
  step: number;
  lines: number;
  /** Index step between lines, before and after. */
  across: number;
  acrossOut: number;
}

/** Fractional bits of Pillow's weights. */
const BITS = 22;

/** Box-filters lines: each output pixel is the mean of the input pixels whose centers its box covers. */
function resizeLines(data: Uint8Array, { size, outputs, step, lines, across, acrossOut }: Lines): Uint8Array {
  const out = new Uint8Array(outputs * lines * 3);
  const scale = size / outputs;
  const support = 0.5 * Math.max(1, scale);
  for (let i = 0; i < outputs; i++) {
    const center = (i + 0.5) * scale;
    let first = Math.max(0, Math.floor(center - support + 0.5));
    let end = Math.min(size, Math.floor(center + support + 0.5));
    const covers = (pixel: number) => {
      const place = (pixel - center + 0.5) / Math.max(1, scale);
      return place > -0.5 && place <= 0.5;
    };
    while (first < end - 1 && !covers(first)) first++;
    while (end > first + 1 && !covers(end - 1)) end--;
    const weight = Math.floor(0.5 + 2 ** BITS / (end - first));
    for (let line = 0; line < lines; line++) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 2 ** (BITS - 1);
        for (let pixel = first; pixel < end; pixel++) {
          sum += weight * data[line * across + pixel * step + channel];
        }
        out[line * acrossOut + i * step + channel] = sum / 2 ** BITS;
      }
    }
  }
  return out;
}
