import fc from "fast-check";
import { expect, test } from "vitest";
import { type ColorName, colorIn, token } from "../style/tokens.js";
import { categoriesOf, colorsOf } from "./categories.js";
import { contrast, hexOf, type Oklab, oklabOf } from "./oklab.js";
import { INK_SHARE } from "./readable.js";

const names = (n: number) => Array.from({ length: n }, (_, i) => `value ${i}`);
/** The two colors of a look, for light and for dark. */
const pair = (color: string) => /light-dark\((#\w+), (#\w+)\)/.exec(color)?.slice(1) as [string, string];

test("each of eleven categories is listed under its own name", () => {
  const values = names(11);
  const codes = Int32Array.from({ length: 88 }, (_, row) => row % 11);
  const { entries } = categoriesOf({ values, codes });
  expect(entries.map(({ label, n }) => [label, n])).toEqual(values.map((value) => [value, 8]));
  expect(new Set(entries.map(({ color, shape }) => `${color} ${shape}`)).size).toBe(11);
});

test("a category looks the same whichever rows are counted, and in whichever order", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.nat(59), { maxLength: 200 }),
      fc.array(fc.nat(59), { maxLength: 200 }),
      (n, one, other) => {
        const values = names(n);
        const look = (rows: number[]) =>
          categoriesOf({ values, codes: Int32Array.from(rows, (row) => row % n) }).entries.map(
            ({ id, color, shape }) => [id, color, shape],
          );
        expect(look(one)).toEqual(look(other));
      },
    ),
  );
});

test("truth and prediction have the same color for the same value, even if the lists differ", () => {
  const truth = colorsOf({ values: ["cat", "dog", "owl"] });
  const predicted = ["owl", "cat"];
  expect(predicted.map(truth.named)).toEqual([truth.of(2), truth.of(0)]);
  expect(truth.named("zebra")).toEqual(colorsOf({ values: ["cat"] }).named("zebra"));
});

test("ten categories have the ten colors; a missing value is gray", () => {
  const looks = names(10).map((_, i) => colorsOf({ values: names(10) }).of(i));
  expect(looks).toEqual(
    names(10).map((_, i) => ({ color: token(`category-${i + 1}` as ColorName), shape: 0 })),
  );
  expect(colorsOf({ values: names(10) }).of(-1).color).toBe(token("mute"));
});

test("the first 120 categories all look different, and every one stands out from the ground at 3:1", () => {
  const colors = colorsOf({ values: names(500) });
  const looks = names(500).map((_, i) => colors.of(i));
  expect(new Set(looks.slice(0, 120).map(({ color, shape }) => `${color} ${shape}`)).size).toBe(120);
  for (const { color } of looks) {
    const [light, dark] = pair(color);
    for (const ground of ["surface", "panel"] as const) {
      expect(contrast(light, colorIn("light", ground))).toBeGreaterThanOrEqual(3);
      expect(contrast(dark, colorIn("dark", ground))).toBeGreaterThanOrEqual(3);
    }
  }
});

test("children have shades of their parent's color, and siblings look different", () => {
  const of = Int32Array.from({ length: 40 }, (_, i) => i % 5);
  const colors = colorsOf({ values: names(40), parent: { of } });
  for (let parent = 0; parent < 5; parent++) {
    const siblings = names(40)
      .map((_, i) => colors.of(i))
      .filter((_, i) => of[i] === parent);
    expect(siblings[0].color).toBe(token(`category-${parent + 1}` as ColorName));
    expect(new Set(siblings.map(({ color, shape }) => `${color} ${shape}`)).size).toBe(siblings.length);
  }
});

test("a category's name on the map, its color mixed with ink, can be read on the ground", () => {
  for (const scheme of ["light", "dark"] as const) {
    const ink = oklabOf(colorIn(scheme, "ink"));
    for (let i = 1; i <= 10; i++) {
      const color = oklabOf(colorIn(scheme, `category-${i}` as ColorName));
      const mixed = color.map((value, axis) => INK_SHARE * ink[axis] + (1 - INK_SHARE) * value);
      const name = hexOf(mixed as unknown as Oklab);
      expect(contrast(name, colorIn(scheme, "surface")), `${scheme} ${i}`).toBeGreaterThan(4.5);
    }
  }
});
