import { rgb } from "d3";

/** Lightness, and the two axes of hue and chroma, of Ottosson's OKLab (2020). */
export type Oklab = readonly [l: number, a: number, b: number];

type Triple = [number, number, number];

const linear = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const encoded = (v: number) => (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);

/** Linear red, green and blue of a CSS color, 0 to 1. */
export function linearRgb(color: string): Triple {
  const { r, g, b } = rgb(color);
  return [linear(r / 255), linear(g / 255), linear(b / 255)];
}

/** Relative luminance of WCAG 2. */
export function luminance(color: string): number {
  const [r, g, b] = linearRgb(color);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio of WCAG 2, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

export function oklabOf(color: string): Oklab {
  return oklabOfLinear(linearRgb(color));
}

export function oklabOfLinear([r, g, b]: readonly number[]): Oklab {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** The color as "#rrggbb"; chroma is reduced as far as needed to fit into sRGB. */
export function hexOf([l, a, b]: Oklab): string {
  for (let chroma = 1; ; chroma = Math.max(0, chroma - 0.05)) {
    const channels = linearOf(l, a * chroma, b * chroma);
    if (chroma === 0 || channels.every((v) => v >= -0.001 && v <= 1.001)) {
      const bytes = channels.map((v) => Math.round(255 * encoded(Math.min(1, Math.max(0, v)))));
      return `#${bytes.map((v) => v.toString(16).padStart(2, "0")).join("")}`;
    }
  }
}

function linearOf(lightness: number, a: number, b: number): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}
