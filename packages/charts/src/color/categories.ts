import type { LegendEntry } from "../elements/legend/legend-entry.js";
import { type ColorName, colorIn, type Scheme, token } from "../style/tokens.js";
import { contrast, hexOf, oklabOf } from "./oklab.js";

/** Shapes of points. Categories don't use the cross, which means wrong. */
export const shapes = ["circle", "cross", "square", "triangle", "diamond"] as const;
const categoryShapes = [0, 2, 3, 4];

/** Color and shape of a category, the same in every view. */
export interface Look {
  /** CSS color; light or dark by the `color-scheme` of the element that uses it. */
  color: string;
  /** Index into `shapes`. */
  shape: number;
}

/** The part of a category column that determines its colors. */
export interface Values {
  /** All values of the dataset's column, not only those of a sample. */
  values: readonly string[];
  /** Code of each value in a coarser column; -1 for none: `[values.length]`. */
  parent?: { of: Int32Array };
}

export interface CategoryColors {
  /** Look of the value with a code; gray for -1, a missing value. */
  of(code: number): Look;
  /** Look of a value by name. The look of a name that is not in the column depends only on the name. */
  named(value: string): Look;
}

const missing: Look = { color: token("mute"), shape: 0 };

/**
 * Colors of a column's categories. A category's look depends on its index among all values of the column (and on
 * their parents), never on counts, order or sample. The first ten values have different colors; further values
 * repeat these with other shapes, then with other lightness. Values with a parent have shades of the parent's
 * color.
 */
export function colorsOf({ values, parent }: Values): CategoryColors {
  const looks = parent && values.length > 10 ? shadesOf(values.length, parent.of) : undefined;
  const codes = new Map(values.map((value, code) => [value, code]));
  const of = (code: number) => (code < 0 ? missing : (looks?.[code] ?? lookAt(code)));
  return {
    of,
    named: (value) => {
      const code = codes.get(value);
      return code === undefined ? lookAt(hash(value) % (10 * categoryShapes.length)) : of(code);
    },
  };
}

/** Right is a blue disc, wrong an orange cross, in every view. */
export const verdictLook: { right: Look; wrong: Look } = {
  right: { color: token("right"), shape: 0 },
  wrong: { color: token("wrong"), shape: 1 },
};

/** The category of each row, and the look of each category. */
export interface Categories {
  /** Index into `entries` for each row, -1 for none: `[rows]`. */
  codes: Int32Array;
  entries: readonly LegendEntry[];
}

/** How the categories of a column are listed. */
export interface CategoryOptions {
  colors?: CategoryColors;
  /** The rows that are counted; default: all. */
  among?: { has(row: number): boolean };
  /** The title of a value, for people; default: the value. */
  titleOf?(value: string): string;
  /** The title of a value's parent, under which the legend lists it; undefined for none. */
  parentOf?(code: number): string | undefined;
}

/**
 * The categories of a column for a map and its legend: one entry for each value, with the number of its rows (among
 * those given). Entries without rows are included, so that codes are indices into `entries`.
 */
export function categoriesOf(
  column: Values & { codes: Int32Array },
  { colors = colorsOf(column), among, titleOf = String, parentOf }: CategoryOptions = {},
): Categories {
  const { codes, values } = column;
  const counts = new Int32Array(values.length);
  for (let row = 0; row < codes.length; row++) {
    if (codes[row] >= 0 && (!among || among.has(row))) counts[codes[row]]++;
  }
  const entries = values.map((value, code) => {
    const parent = parentOf?.(code);
    const entry = { id: value, label: titleOf(value), n: counts[code], ...colors.of(code) };
    return parent === undefined ? entry : { ...entry, parent };
  });
  return { codes, entries };
}

/** The ten colors, then the same colors with other shapes, then all of these with another lightness. */
function lookAt(place: number): Look {
  const round = Math.floor(place / 10);
  const shape = categoryShapes[round % categoryShapes.length];
  return { color: shade(place % 10, Math.floor(round / categoryShapes.length) % 3), shape };
}

/** Shades of the parents' colors: the children of a parent differ in lightness, then in shape. */
function shadesOf(length: number, parents: Int32Array): Look[] {
  const seen = new Map<number, number>();
  return Array.from({ length }, (_, code) => {
    const parent = parents[code];
    const sibling = seen.get(parent) ?? 0;
    seen.set(parent, sibling + 1);
    if (parent < 0) return { color: missing.color, shape: categoryShapes[sibling % categoryShapes.length] };
    const shape = categoryShapes[(Math.floor(sibling / 3) + Math.floor(parent / 10)) % categoryShapes.length];
    return { color: shade(parent % 10, sibling % 3), shape };
  });
}

/** A category's color: unchanged (step 0), or lighter or darker (steps 1 and 2). */
function shade(color: number, step: number): string {
  const name = `category-${color + 1}` as ColorName;
  if (step === 0) return token(name);
  const key = `${name} ${step}`;
  let made = shades.get(key);
  if (!made) {
    made = `light-dark(${shadeIn("light", name, step)}, ${shadeIn("dark", name, step)})`;
    shades.set(key, made);
  }
  return made;
}

const shades = new Map<string, string>();

/** Lightness added by each step; if the contrast with the background is too low, it is subtracted. */
const steps = [0, 0.13, -0.13];

function shadeIn(scheme: Scheme, name: ColorName, step: number): string {
  const [l, a, b] = oklabOf(colorIn(scheme, name));
  const fits = (hex: string) =>
    ["surface", "panel"].every((g) => contrast(hex, colorIn(scheme, g as ColorName)) >= 3);
  const tries = [steps[step], steps[step] * 2, -steps[step] * 2, -steps[step], 0];
  const hexes = tries.map((more) => hexOf([Math.min(0.97, Math.max(0.2, l + more)), a, b]));
  return hexes.find(fits) ?? colorIn(scheme, name);
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
