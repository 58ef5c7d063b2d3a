import { rgb } from "d3";
import { describe, expect, test } from "vitest";
import { type ColorName, colors, colorIn as hexIn, type Scheme, token, tokensCss } from "./tokens.js";

type Rgb = [number, number, number];
const colorIn = (scheme: Scheme, name: ColorName): Rgb => {
  const { r, g, b } = rgb(hexIn(scheme, name));
  return [r, g, b].map((value) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  ) as Rgb;
};
const times = (m: number[][], v: Rgb): Rgb =>
  m.map((row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]) as Rgb;

/** Linear RGB as people without red or green cones see it (Machado, Oliveira, Fernandes 2009, severity 1). */
const eyes: Record<string, number[][]> = {
  "full color vision": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

/** OKLab (Ottosson 2020): a distance of 0.02 is just noticeable. */
function oklab(v: Rgb): Rgb {
  const [r, g, b] = v.map((value) => Math.min(1, Math.max(0, value)));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const contrast = (a: Rgb, b: Rgb) => {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
};
const categories = Array.from({ length: 10 }, (_, i) => `category-${i + 1}` as ColorName);

describe.each(["light", "dark"] as const)("the %s theme", (scheme) => {
  test.each(Object.entries(eyes))("keeps all pairs of the ten categories apart: %s", (_eye, matrix) => {
    const seen = categories.map((name) => oklab(times(matrix, colorIn(scheme, name))));
    const apart = seen.flatMap((a, i) =>
      seen.slice(i + 1).map((b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])),
    );
    expect(Math.min(...apart)).toBeGreaterThan(0.09);
  });

  test.each(Object.entries(eyes))("keeps right and wrong far apart: %s", (_eye, matrix) => {
    const [a, b] = (["right", "wrong"] as const).map((name) => oklab(times(matrix, colorIn(scheme, name))));
    expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeGreaterThan(0.2);
  });

  test("has text that can be read and marks that can be seen", () => {
    const against = (name: ColorName, ground: ColorName) =>
      contrast(colorIn(scheme, name), colorIn(scheme, ground));
    for (const ground of ["surface", "panel"] as const) {
      for (const ink of ["ink", "ink-2", "ink-3", "accent", "warning"] as const) {
        expect(against(ink, ground), `${ink} on ${ground}`).toBeGreaterThan(4.5);
      }
      for (const mark of ["right", "wrong", "focus", "mute", ...categories] as const) {
        expect(against(mark, ground), `${mark} on ${ground}`).toBeGreaterThan(3);
      }
    }
    expect(against("accent-ink", "accent")).toBeGreaterThan(4.5);
  });
});

test("a page's style sheet and the elements' defaults are the same colors", () => {
  const css = tokensCss("--");
  const [light, dark] = [css.split(":root.dark")[0], css.split(":root.dark")[1]];
  for (const name of Object.keys(colors) as ColorName[]) {
    expect(light).toContain(`--${name}: ${hexIn("light", name)};`);
    expect(dark).toContain(`--${name}: ${hexIn("dark", name)};`);
    expect(token(name)).toBe(
      `var(--clip-${name}, light-dark(${hexIn("light", name)}, ${hexIn("dark", name)}))`,
    );
  }
});
