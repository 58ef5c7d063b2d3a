import { percent } from "@clipscope/charts";
import { gapClosed, type ShiftPanel } from "@clipscope/toolkit";

/** The share of the robustness gap closed, with the accuracies in its formula. */
export interface Gap {
  /** The supervised model's accuracy on the reference, and under the shift. */
  reference: number;
  supervised: number;
  /** The compared model's accuracy before and under the shift. */
  before: number;
  model: number;
  /** Share of the gap closed; undefined if there is no gap. */
  closed: number | undefined;
}

/**
 * The gap closed, computed from mean accuracies over these panels. The first model of each panel is the
 * supervised one; `m` is the index of the other.
 */
export function gapOf(panels: readonly ShiftPanel[], m: number): Gap {
  const mean = (of: (panel: ShiftPanel) => number) =>
    panels.reduce((sum, panel) => sum + of(panel), 0) / panels.length;
  const reference = panels[0].models[0].x;
  const supervised = mean(({ models }) => models[0].y);
  const model = mean(({ models }) => models[m].y);
  const closed = gapClosed({ reference, supervised, model });
  return { reference, supervised, before: panels[0].models[m].x, model, closed };
}

/** The gap formula with its numbers. */
export function gapFormula({ reference, supervised, model, closed }: Gap): string {
  const [r, s, m] = [reference, supervised, model].map((accuracy) => (100 * accuracy).toFixed(1));
  const formula = "(model − supervised) / (supervised on the reference − supervised)";
  return closed === undefined
    ? `${formula}: here ${r} − ${s} is not above 0.`
    : `${formula} = (${m} − ${s}) / (${r} − ${s}) = ${percent(closed)}`;
}

/** A model's mean distance above the line over the panels, as a difference of accuracies. */
export function meanAbove(panels: readonly ShiftPanel[], pick: (panel: ShiftPanel) => number): number {
  return panels.reduce((sum, panel) => sum + pick(panel), 0) / panels.length;
}

/** Formats a distance from the line: "6.3 points above", "0.9 points below". */
export function above(difference: number): string {
  return `${(100 * Math.abs(difference)).toFixed(1)} points ${difference < 0 ? "below" : "above"}`;
}

/** Median distance of the models from the line. */
export function medianAbove({ models }: Pick<ShiftPanel, "models">): number {
  const sorted = models.map(({ effective }) => effective?.value ?? 0).sort((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return (sorted[Math.floor(half)] + sorted[Math.ceil(half)]) / 2;
}

/** Where a mean over panels was taken: "on Sketch", "on average over 5 shifts". */
export function where(panels: readonly Pick<ShiftPanel, "title">[]): string {
  return panels.length === 1 ? `on ${panels[0].title}` : `on average over ${panels.length} shifts`;
}
