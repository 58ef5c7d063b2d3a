import { contrast } from "./oklab.js";

/** Whichever of ink and background has more contrast with a color. */
export function readableOn(fill: string, { ink, surface }: { ink: string; surface: string }): string {
  return contrast(fill, ink) >= contrast(fill, surface) ? ink : surface;
}

/** Share of ink in a category's name. */
export const INK_SHARE = 0.38;
