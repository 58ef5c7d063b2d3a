import type { LegendWords } from "@clipscope/charts";
import { msg, str } from "@lit/localize";

let words: LegendWords | undefined;

/** The legend's words in the page's language. Changing the language reloads the page, so they never change. */
export function legendWords(): LegendWords {
  words ??= {
    legend: msg("Legend"),
    search: msg("Find a category"),
    only: msg("Only this"),
    hint: msg("Click: hide or show. Double-click, or Shift and Enter: show only this."),
    more: (count) => msg(str`${count} more`),
    nothing: msg("No category has this name."),
    scale: msg("Scale"),
    scales: {
      linear: msg("Linear"),
      log: msg("Logarithmic"),
      symlog: msg("Symmetric logarithmic"),
      quantile: msg("Quantiles"),
    },
    colors: msg("Colors"),
    continuous: msg("Continuous"),
    steps: (count) => msg(str`${count} steps`),
    reverse: msg("Reverse"),
  };
  return words;
}
