import { type Estimate, gapClosed, type ShiftPanel } from "@clipscope/toolkit";
import { msg, str } from "@lit/localize";

/** The share of the robustness gap closed, with the accuracies in its formula. */
export interface Gap {
  /** The supervised model's accuracy on the reference, and under the shift. */
  reference: number;
  supervised: number;
  /** The compared model's accuracy under the shift. */
  model: number;
  /** Share of the gap closed; undefined if there is no gap. */
  closed: number | undefined;
  /** Ends of the share's interval, if it is known. */
  low?: number;
  high?: number;
}

/**
 * The gap closed, computed from mean accuracies over these panels. The first model of each panel is the
 * supervised one; `m` is the index of the other. `interval` is that of the share.
 */
export function gapOf(panels: readonly ShiftPanel[], m: number, interval?: Partial<Estimate>): Gap {
  const mean = (of: (panel: ShiftPanel) => number) =>
    panels.reduce((sum, panel) => sum + of(panel), 0) / panels.length;
  const reference = panels[0].models[0].x;
  const supervised = mean(({ models }) => models[0].y);
  const model = mean(({ models }) => models[m].y);
  const { low, high } = interval ?? {};
  return {
    reference,
    supervised,
    model,
    closed: gapClosed({ reference, supervised, model }),
    ...(low !== undefined && high !== undefined && { low, high }),
  };
}

/** A model's mean distance above the line over the panels, as a difference of accuracies. */
export function meanAbove(panels: readonly ShiftPanel[], pick: (panel: ShiftPanel) => number): number {
  return panels.reduce((sum, panel) => sum + pick(panel), 0) / panels.length;
}

/** Formats a distance from the line: "6.3 points above", "0.9 points below". */
export function above(difference: number): string {
  const points = (100 * Math.abs(difference)).toFixed(1);
  return difference < 0 ? msg(str`${points} points below`) : msg(str`${points} points above`);
}

/** Median distance of the models from the line. */
export function medianAbove({ models }: Pick<ShiftPanel, "models">): number {
  const sorted = models.map(({ effective }) => effective?.value ?? 0).sort((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return (sorted[Math.floor(half)] + sorted[Math.ceil(half)]) / 2;
}

/** Where a mean over panels was taken: "on Sketch", "on average over 5 shifts". */
export function where(panels: readonly Pick<ShiftPanel, "title">[]): string {
  return panels.length === 1
    ? msg(str`on ${panels[0].title}`)
    : msg(str`on average over ${panels.length} shifts`);
}
