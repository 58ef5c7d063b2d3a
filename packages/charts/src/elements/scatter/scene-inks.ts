import { interpolateRgb, piecewise } from "d3";
import type { Categories } from "../../color/categories.js";
import type { Palette } from "../../color/palette.js";
import { INK_SHARE } from "../../color/readable.js";
import type { SceneInks } from "./scene.js";

/** Steps of the ramp of amounts. */
const steps = 256;

/** The colors of a scene's points in the element's theme. */
export function inksOf(palette: Palette, categories: Categories | undefined): SceneInks {
  const pack = (color: string) => packed(...palette.bytes(color));
  const ramp = piecewise(
    interpolateRgb,
    [1, 2, 3, 4].map((step) => palette.css(`var(--_amount-${step})`)),
  );
  const amounts = Uint32Array.from({ length: steps }, (_, step) => {
    const [r, g, b] = (ramp(step / (steps - 1)).match(/\d+/g) ?? []).map(Number);
    return packed(r, g, b);
  });
  return {
    categories: Uint32Array.from(categories?.entries ?? [], ({ color }) => pack(color)),
    none: pack("var(--_mute)"),
    amounts,
  };
}

/** A category's color, mixed with ink so that it is readable as text. */
export function readableInk(palette: Palette, color: string): string {
  return palette.css(`color-mix(in oklab, var(--_ink) ${100 * INK_SHARE}%, ${color})`);
}

const packed = (r: number, g: number, b: number) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
