import { csvParse } from "d3";
import * as charts from "../../src/plots/index.js";

/** Runs a chart's code, as a stranger would paste it, on the rows of its CSV. */
export function redraw(chart: charts.ChartFiles): charts.Chart<unknown> {
  const body = chart
    .code()
    .replace(/^import (\{.*\}) from "@clipscope\/charts";/, "const $1 = charts;")
    .replace("export function draw", "return function draw");
  const draw = new Function("charts", body)(charts);
  return draw(csvParse(chart.csv()));
}
