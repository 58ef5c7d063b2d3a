import { ClipscopeError } from "@clipscope/types";
import type { Categories } from "../../color/categories.js";
import type { Positions } from "../../geometry/placement.js";
import type { Rows } from "../../rows.js";

/** Emphasis of a point, in drawing order from back to front. */
export const emphasis = { hidden: 0, dim: 1, normal: 2, selected: 3 } as const;

/** An amount for each point, drawn as a color on a scale from low to high. */
export interface Amounts {
  /** `[n]`; NaN is drawn in gray. */
  values: Float32Array;
  /** The amounts with the lowest and the highest color; by default those of the values. */
  low?: number;
  high?: number;
}

/** The look of all points. Arrays are `[n]` unless stated otherwise. */
export interface Scene {
  n: number;
  /** Red, green, blue and alpha of each point, 0 to 255, as `[n, 4]` bytes in one number each. */
  inks: Uint32Array;
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
  amounts?: Amounts;
  visible?: Rows;
  selected?: Rows;
  pending?: Rows;
  hiddenIds: readonly string[];
  /** Color of each category, of points without one, and of amounts from low to high, as in `inks`. */
  inks: { categories: Uint32Array; none: number; amounts: Uint32Array };
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

/** Draws all points of a scene as dots. Implemented for WebGL and for a 2D canvas. */
export interface PointRenderer {
  /** Draws a frame; returns false if the GPU is not ready yet. `moved`: positions have changed in place. */
  draw(scene: Scene, positions: Positions, camera: Camera, moved: boolean): boolean;
  dispose(): void;
}

/** Layers of amounts in the painting order: high amounts are drawn over low ones. */
const layers = 64;

/** Throws `bad-argument` if there are fewer codes or amounts than points. */
export function makeScene(parts: SceneParts): Scene {
  const { n, categories, amounts } = parts;
  checkLength("categories.codes", categories?.codes, n);
  checkLength("amounts.values", amounts?.values, n);
  const inks = new Uint32Array(n);
  const shapes = new Uint8Array(n);
  const layer = new Uint8Array(n);
  if (amounts) paintAmounts(parts, amounts, inks, layer);
  else if (categories) paintCategories(parts, categories, inks, shapes);
  else inks.fill(parts.inks.none);
  const levels = emphasisOf(parts);
  return { n, inks, shapes, emphasis: levels, order: paintingOrder(levels, layer) };
}

function checkLength(name: string, values: ArrayLike<unknown> | undefined, n: number): void {
  if (!values || values.length >= n) return;
  throw new ClipscopeError(
    "bad-argument",
    `${name} has ${values.length} entries for ${n} points: give it one for each position.`,
  );
}

function paintAmounts(
  { n, inks: { none, amounts: ramp } }: SceneParts,
  { values, ...range }: Amounts,
  inks: Uint32Array,
  layer: Uint8Array,
): void {
  let { low, high } = range;
  if (low === undefined || high === undefined) {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (const value of values) {
      if (value < least) least = value;
      if (value > most) most = value;
    }
    low ??= least;
    high ??= most;
  }
  const last = ramp.length - 1;
  const factor = high > low ? last / (high - low) : 0;
  for (let i = 0; i < n; i++) {
    const value = values[i];
    if (Number.isNaN(value)) {
      inks[i] = none;
      continue;
    }
    const step = Math.max(0, Math.min(last, Math.round((value - low) * factor)));
    inks[i] = ramp[step];
    layer[i] = 1 + Math.floor((step * (layers - 2)) / last);
  }
}

function paintCategories(
  { n, inks: { none, categories: colors } }: SceneParts,
  { codes, entries }: Categories,
  inks: Uint32Array,
  shapes: Uint8Array,
): void {
  for (let i = 0; i < n; i++) {
    const code = codes[i];
    const known = code >= 0 && code < entries.length;
    inks[i] = known ? colors[code] : none;
    if (known) shapes[i] = entries[code].shape;
  }
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

/** Visible points sorted by emphasis, then by layer; points of one layer keep their order. */
function paintingOrder(levels: Uint8Array, layer: Uint8Array): Int32Array {
  const n = levels.length;
  const starts = new Int32Array(4 * layers + 1);
  for (let i = 0; i < n; i++) if (levels[i] !== emphasis.hidden) starts[levels[i] * layers + layer[i] + 1]++;
  for (let bucket = 1; bucket < starts.length; bucket++) starts[bucket] += starts[bucket - 1];
  const order = new Int32Array(starts[starts.length - 1]);
  for (let i = 0; i < n; i++) {
    if (levels[i] !== emphasis.hidden) order[starts[levels[i] * layers + layer[i]]++] = i;
  }
  return order;
}
