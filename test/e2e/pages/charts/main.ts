import * as charts from "@clipscope/charts";

declare global {
  interface HTMLElementTagNameMap {
    "x-scatter": charts.ScatterElement;
    "x-legend": charts.LegendElement;
    "x-confusion": charts.ConfusionElement;
    "x-thumb": charts.ThumbElement;
    "x-accuracy": charts.AccuracyElement;
  }
  /** A copy of the package: each copy of this script adds one. */
  var copies: (typeof charts)[] | undefined;
}

globalThis.copies ??= [];
globalThis.copies.push(charts);
