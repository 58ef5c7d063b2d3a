import type { MapOptions } from "./spec.js";

/** Rows that were chosen without drawing around them. */
export interface ChosenRows {
  rows: ArrayLike<number>;
  /** Where they come from: "10 nearest to hedgehog". */
  title: string;
}

/** Tells the view to change its options. */
export function change(from: HTMLElement, options: Partial<MapOptions>): void {
  from.dispatchEvent(new CustomEvent("choose", { detail: options, bubbles: true, composed: true }));
}

/** Tells the view to select rows, as the mode (replace, add, subtract) has it. */
export function chooseRows(from: HTMLElement, chosen: ChosenRows): void {
  from.dispatchEvent(new CustomEvent("choose-rows", { detail: chosen, bubbles: true, composed: true }));
}
