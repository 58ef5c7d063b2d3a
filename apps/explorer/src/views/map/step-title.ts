import { msg } from "@lit/localize";
import type { MapOptions } from "./spec.js";

/** Title of a change of options in the list of undoable steps, after the first option that it changes. */
export function stepTitle(options: Partial<MapOptions>): string {
  const titles: readonly [readonly (keyof MapOptions)[], string][] = [
    [["query"], msg("Search the map")],
    [["color"], msg("Color the map")],
    [["shape"], msg("Change the points' shapes")],
    [["hidden"], msg("Hide or show categories")],
    [["scale", "breaks", "invert"], msg("Change the scale of the colors")],
    [["compare", "otherSeed", "before", "after"], msg("Compare two maps")],
    [["method", "nNeighbors", "minDist", "metric", "seed"], msg("Change the layout of the map")],
    [["as"], msg("Show the map in another form")],
    [["neighbors", "links"], msg("Change the neighbors of the pinned image")],
  ];
  // A new color resets the search and the scale, so options that are chosen come before those that are reset.
  const named = Object.hasOwn(options, "color") ? titles.slice(1) : titles;
  const found = named.find(([names]) => names.some((name) => Object.hasOwn(options, name)));
  return found?.[1] ?? msg("Change what the map draws");
}
