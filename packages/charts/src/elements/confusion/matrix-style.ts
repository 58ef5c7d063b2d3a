import { interpolateLab } from "d3";
import type { Palette } from "../../color/palette.js";

/** Number of shades of a color. */
export const SHADES = 64;

/** Colors of a matrix, resolved for canvases. */
export interface MatrixStyle {
  ink: string;
  quiet: string;
  line: string;
  strong: string;
  empty: string;
  surface: string;
  right: string;
  accent: string;
  font: string;
  /** From the lightest to the full color: `[SHADES]` each. */
  ramps: Record<Ramp, readonly string[]>;
}

/** Right and wrong, or better and worse in a difference; `mixed` is the cell of the categories that are not listed. */
export type Ramp = "right" | "wrong" | "mixed";

export function matrixStyle(palette: Palette, font: string): MatrixStyle {
  const color = (name: string) => palette.css(`var(--_${name})`);
  const empty = color("amount-0");
  const ramp = (name: string) => {
    const mix = interpolateLab(empty, color(name));
    return Array.from({ length: SHADES }, (_, i) => mix(0.08 + (0.92 * i) / (SHADES - 1)));
  };
  return {
    ...{ ink: color("ink"), quiet: color("ink-2"), line: color("line"), strong: color("line-strong") },
    ...{ surface: color("surface"), right: color("right"), accent: color("accent"), empty, font },
    ramps: { right: ramp("right"), wrong: ramp("wrong"), mixed: ramp("mute") },
  };
}
