import type { Random } from "@clipscope/types";

interface Range {
  hue: [number, number];
  saturation: [number, number];
  lightness: [number, number];
}

/** Hue in degrees (negative ones wrap around), saturation and lightness in percent. */
const ranges = {
  red: { hue: [-6, 5], saturation: [75, 95], lightness: [42, 54] },
  orange: { hue: [24, 32], saturation: [90, 100], lightness: [48, 56] },
  yellow: { hue: [48, 55], saturation: [90, 100], lightness: [48, 60] },
  green: { hue: [105, 145], saturation: [50, 85], lightness: [30, 46] },
  blue: { hue: [208, 232], saturation: [70, 95], lightness: [40, 55] },
  purple: { hue: [268, 287], saturation: [50, 75], lightness: [36, 52] },
  pink: { hue: [322, 342], saturation: [75, 100], lightness: [70, 80] },
  brown: { hue: [18, 28], saturation: [45, 60], lightness: [24, 33] },
  gray: { hue: [0, 360], saturation: [0, 4], lightness: [48, 62] },
  black: { hue: [0, 360], saturation: [0, 5], lightness: [3, 12] },
} as const satisfies Record<string, Range>;

/** A color that a drawing names. */
export type ColorName = keyof typeof ranges;

/** Every color that a drawing names. */
export const colorNames = Object.keys(ranges) as ColorName[];

/** RGB, each 0…255. */
export type Rgb = [r: number, g: number, b: number];

export const white: Rgb = [255, 255, 255];

/** A random shade of the color. */
export function shadeOf(name: ColorName, next: Random): Rgb {
  const within = ([low, high]: readonly [number, number]) => low + (high - low) * next();
  const { hue, saturation, lightness } = ranges[name];
  return fromHsl(within(hue), within(saturation), within(lightness));
}

/** A ground that every named color stands out from: white, or a pale tint. */
export function groundShade(next: Random): Rgb {
  return next() < 0.65 ? white : fromHsl(360 * next(), 60 * next(), 93 + 6 * next());
}

/** Euclidean distance in RGB, 0…441. */
export function contrast(a: Rgb, b: Rgb): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** Relative luminance without gamma, 0…255. */
export function luminance([r, g, b]: Rgb): number {
  return 0.299 * r + 0.587 * g + 0.114 * b;
}

/** The color as SVG writes it. */
export function toHex(rgb: Rgb): string {
  return `#${rgb.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** The formula of CSS Color 4, §7.1. */
function fromHsl(hue: number, saturation: number, lightness: number): Rgb {
  const [s, l] = [saturation / 100, lightness / 100];
  const channel = (n: number) => {
    const k = (((n + hue / 30) % 12) + 12) % 12;
    return Math.round(255 * (l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}
