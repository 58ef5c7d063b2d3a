import { ClipscopeError } from "@clipscope/types";
import { type Amounts, amountParts, amountScale } from "../../color/amount-scale.js";
import type { Categories } from "../../color/categories.js";
import type { Rows } from "../../rows.js";
import { paintingOrder } from "./painting-order.js";

/** Emphasis of a point, in drawing order from back to front. */
export const emphasis = { hidden: 0, dim: 1, normal: 2, selected: 3 } as const;

/** The look of all points. Arrays are `[n]` unless stated otherwise. */
export interface Scene {
  n: number;
  /** Index into `palette`. */
  inks: Uint16Array;
  /** Red, green, blue and alpha of each color, 0 to 255, as 4 bytes in one number; the first is the neutral gray. */
  palette: Uint32Array;
  /** Index into `shapes`. */
  shapes: Uint8Array;
  emphasis: Uint8Array;
  /** Visible points from back to front: `[visible]`. */
  order: Int32Array;
}

/** Inputs of a scene. */
export interface SceneParts {
  n: number;
  categories?: Categories;
  /** Shapes by another column than the colors. */
  shapes?: Categories;
  amounts?: Amounts;
  visible?: Rows;
  selected?: Rows;
  pending?: Rows;
  hiddenIds: readonly string[];
  inks: SceneInks;
}

/** Color of each category, of points without one, and of amounts from weak to strong, as in `palette`. */
export interface SceneInks {
  categories: Uint32Array;
  none: number;
  amounts: Uint32Array;
}

/** Placement of the unit square on the screen, and sizes, in CSS pixels. */
export interface Camera {
  width: number;
  height: number;
  pixelRatio: number;
  /** A point at (x, y) is drawn at (x · scale + left, y · scale + top). */
  scale: number;
  left: number;
  top: number;
  /** Diameter of a dot. */
  dot: number;
  /** Side of a picture; 0 draws dots only. */
  picture: number;
}

/** Layers of amounts in the painting order: high amounts are drawn over low ones. */
const layers = 64;

interface Looks {
  inks: Uint16Array;
  palette: Uint32Array;
  shapes: Uint8Array;
  /** Painting layer of each point; undefined if all are in one. */
  layer: Uint8Array | undefined;
}

/** Makes successive scenes; what does not change from one to the next is not recomputed. */
export class SceneMaker {
  readonly #looks = remembered<Looks>();
  readonly #levels = remembered<Uint8Array>();
  readonly #order = remembered<Int32Array>();

  /** Throws `bad-argument` if there are fewer codes or amounts than points, and for amounts without a scale. */
  make(parts: SceneParts): Scene {
    const { n, categories, shapes, amounts, visible, selected, pending, hiddenIds, inks } = parts;
    checkLength("categories.codes", categories?.codes, n);
    checkLength("shapes.codes", shapes?.codes, n);
    checkLength("amounts.values", amounts?.values, n);
    const colored = amounts ? amountParts(amounts) : [categories];
    const looks = this.#looks([n, shapes, inks, ...colored], () => looksOf(parts));
    const hiding = hiddenIds.length > 0 ? categories : undefined;
    const levels = this.#levels([n, hiding, hiddenIds, visible, selected, pending], () => emphasisOf(parts));
    const order = this.#order([levels, looks.layer], () => paintingOrder(levels, looks.layer, layers));
    return { n, inks: looks.inks, palette: looks.palette, shapes: looks.shapes, emphasis: levels, order };
  }
}

/** A value that is recomputed only if its inputs change. */
function remembered<T>(): (inputs: readonly unknown[], make: () => T) => T {
  let last: readonly unknown[] | undefined;
  let value: T;
  return (inputs, make) => {
    if (last?.length !== inputs.length || inputs.some((input, i) => input !== last?.[i])) {
      value = make();
      last = inputs;
    }
    return value;
  };
}

function checkLength(name: string, values: ArrayLike<unknown> | undefined, n: number): void {
  if (!values || values.length >= n) return;
  throw new ClipscopeError(
    "bad-argument",
    `${name} has ${values.length} entries for ${n} points: give it one for each position.`,
  );
}

function looksOf({ n, categories, shapes: shaped, amounts, inks: colors }: SceneParts): Looks {
  const looks = amounts
    ? paintAmounts(n, amounts, colors)
    : { ...paintCategories(n, categories, colors), layer: undefined };
  const shapes = new Uint8Array(n);
  const source = shaped ?? (amounts ? undefined : categories);
  if (source) {
    const { codes, entries } = source;
    const known = Uint8Array.from(entries, ({ shape }) => shape);
    for (let i = 0; i < n; i++) shapes[i] = known[codes[i]] ?? 0;
  }
  return { ...looks, shapes };
}

function paintAmounts(
  n: number,
  amounts: Amounts,
  { none, amounts: ramp }: SceneInks,
): Omit<Looks, "shapes"> {
  const scale = amountScale(amounts);
  const { values, breaks, invert } = amounts;
  const inks = new Uint16Array(n);
  const layer = new Uint8Array(n);
  const last = ramp.length - 1;
  for (let i = 0; i < n; i++) {
    const place = scale.place(values[i]);
    const strength = breaks ? scale.strength(place) : invert ? 1 - place : place;
    if (Number.isNaN(strength)) continue;
    inks[i] = 1 + Math.round(strength * last);
    layer[i] = 1 + Math.floor(strength * (layers - 2));
  }
  return { inks, palette: Uint32Array.of(none, ...ramp), layer };
}

function paintCategories(
  n: number,
  categories: Categories | undefined,
  { none, categories: colors }: SceneInks,
): Pick<Looks, "inks" | "palette"> {
  const inks = new Uint16Array(n);
  if (!categories) return { inks, palette: Uint32Array.of(none) };
  // Many categories share few colors.
  const places = new Map<number, number>([[none, 0]]);
  const inkOf = Uint16Array.from(colors, (color) => {
    const place = places.get(color) ?? places.size;
    places.set(color, place);
    return place;
  });
  const { codes } = categories;
  for (let i = 0; i < n; i++) inks[i] = inkOf[codes[i]] ?? 0;
  return { inks, palette: Uint32Array.from(places.keys()) };
}

function emphasisOf({ n, categories, visible, selected, pending, hiddenIds }: SceneParts): Uint8Array {
  const levels = new Uint8Array(n).fill(emphasis.normal);
  if (selected) {
    let some = false;
    for (let i = 0; i < n; i++) {
      if (!selected.has(i)) continue;
      some = true;
      levels[i] = emphasis.selected;
    }
    if (some) for (let i = 0; i < n; i++) if (levels[i] === emphasis.normal) levels[i] = emphasis.dim;
  }
  if (pending) for (let i = 0; i < n; i++) if (pending.has(i)) levels[i] = emphasis.dim;
  if (categories && hiddenIds.length > 0) {
    const ids = new Set(hiddenIds);
    const hidden = categories.entries.map(({ id }) => ids.has(id));
    for (let i = 0; i < n; i++) if (hidden[categories.codes[i]]) levels[i] = emphasis.hidden;
  }
  if (visible) for (let i = 0; i < n; i++) if (!visible.has(i)) levels[i] = emphasis.hidden;
  return levels;
}
