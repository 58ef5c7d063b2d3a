import type { Amounts } from "../../color/amount-scale.js";

export interface LegendEntry {
  id: string;
  label: string;
  /** CSS color. */
  color: string;
  /** Index into `shapes`. */
  shape: number;
  /** Number of rows. An entry without rows is not listed. */
  n: number;
  /** Title under which the entry is listed with its siblings, and folded when there are many entries. */
  parent?: string;
}

/** A scale of amounts, shown as a bar from its lowest to its highest amount. */
export interface LegendRamp {
  title: string;
  /** The amounts that are colored, as on the map. */
  amounts: Amounts;
}

/** The legend's words, for other languages. */
export interface LegendWords {
  legend: string;
  search: string;
  only: string;
  /** Tooltip of an entry. */
  hint: string;
  more: (count: string) => string;
  nothing: string;
  scale: string;
  scales: Record<"linear" | "log" | "symlog" | "quantile", string>;
  colors: string;
  continuous: string;
  steps: (count: number) => string;
  reverse: string;
}

export const englishWords: LegendWords = {
  legend: "Legend",
  search: "Find a category",
  only: "Only this",
  hint: "Click: hide or show. Double-click, or Shift and Enter: show only this.",
  more: (count) => `${count} more`,
  nothing: "No category has this name.",
  scale: "Scale",
  scales: { linear: "Linear", log: "Logarithmic", symlog: "Symmetric logarithmic", quantile: "Quantiles" },
  colors: "Colors",
  continuous: "Continuous",
  steps: (count) => `${count} steps`,
  reverse: "Reverse",
};
