import type { RgbImage } from "@clipscope/core";
import { toImage, toPlanes } from "./planes.js";
import type { Severities } from "./severities.js";

/** Moves each channel toward its mean. */
export function contrast(image: RgbImage, factor: number): RgbImage {
  const planes = toPlanes(image);
  const means = [0, 0, 0];
  planes.data.forEach((value, i) => {
    means[i % 3] += value;
  });
  const pixels = image.width * image.height;
  for (let channel = 0; channel < 3; channel++) means[channel] /= pixels;
  const data = planes.data.map((value, i) => (value - means[i % 3]) * factor + means[i % 3]);
  return toImage({ ...planes, data });
}

export function brightness(image: RgbImage, plus: number): RgbImage {
  return inHsv(image, (hsv) => {
    hsv[2] = unit(hsv[2] + plus);
  });
}

export function saturate(image: RgbImage, { factor, plus }: Severities["saturate"][number]): RgbImage {
  return inHsv(image, (hsv) => {
    hsv[1] = unit(hsv[1] * factor + plus);
  });
}

const unit = (value: number) => Math.min(1, Math.max(0, value));

/** Changes every pixel in HSV space, with hue, saturation and value in 0 to 1. */
function inHsv(image: RgbImage, change: (hsv: [number, number, number]) => void): RgbImage {
  const planes = toPlanes(image);
  const { data } = planes;
  for (let i = 0; i < data.length; i += 3) {
    const hsv = toHsv(data[i], data[i + 1], data[i + 2]);
    change(hsv);
    data.set(toRgb(hsv), i);
  }
  return toImage(planes);
}

function toHsv(r: number, g: number, b: number): [number, number, number] {
  const value = Math.max(r, g, b);
  const chroma = value - Math.min(r, g, b);
  if (chroma === 0) return [0, 0, value];
  let sixths = (g - b) / chroma;
  if (g === value) sixths = 2 + (b - r) / chroma;
  if (b === value) sixths = 4 + (r - g) / chroma;
  const hue = sixths / 6;
  return [hue < 0 ? hue + 1 : hue, chroma / value, value];
}

function toRgb([h, s, v]: [number, number, number]): [number, number, number] {
  const sixth = Math.floor(h * 6);
  const f = h * 6 - sixth;
  const p = v * (1 - s);
  const q = v * (1 - f * s);
  const t = v * (1 - (1 - f) * s);
  const colors: [number, number, number][] = [
    [v, t, p],
    [q, v, p],
    [p, v, t],
    [p, q, v],
    [t, p, v],
    [v, p, q],
  ];
  return colors[sixth % 6];
}
