import { percent } from "@clipscope/charts";
import type { Proportion } from "@clipscope/toolkit";
import * as Plot from "@observablehq/plot";
import type { PointStyle } from "./shift-plot.js";

/** A model's accuracy at the severities computed so far. */
export interface SeverityCurve {
  name: string;
  points: readonly ({ severity: number } & Pick<Proportion, "value" | "low" | "high">)[];
}

/** Accuracy by severity, 0 to 5, with intervals as bands. Empty curves keep the chart's size. */
export function severityPlot(
  title: string,
  curves: readonly SeverityCurve[],
  {
    width,
    height,
    most,
    styleOf,
  }: { width: number; height: number; most: number; styleOf(name: string): PointStyle },
): SVGSVGElement {
  const known = curves.some(({ points }) => points.length > 1);
  const chart = Plot.plot({
    width,
    height,
    marginLeft: 38,
    marginRight: 8,
    marginTop: 8,
    marginBottom: 24,
    style: { fontFamily: "var(--sans)", fontSize: "12px", color: "var(--ink-2)", background: "none" },
    x: { domain: [0, 5], ticks: [0, 1, 2, 3, 4, 5], tickFormat: String, label: null },
    y: { domain: [0, most], ticks: 4, tickFormat: (y: number) => percent(y, 0), label: null, grid: true },
    marks: [
      ...curves.flatMap(({ name, points }) => {
        const { color, symbol, hollow } = styleOf(name);
        return [
          Plot.areaY(points, { x: "severity", y1: "low", y2: "high", fill: color, fillOpacity: 0.1 }),
          Plot.line(points, { x: "severity", y: "value", stroke: color, strokeWidth: 1.5 }),
          Plot.dot(points, {
            x: "severity",
            y: "value",
            symbol,
            r: 2.75,
            stroke: color,
            fill: hollow ? "var(--surface)" : color,
          }),
        ];
      }),
      known
        ? null
        : Plot.text(["not computed"], { frameAnchor: "middle", text: (d) => d, fill: "var(--ink-2)" }),
    ],
  }) as SVGSVGElement;
  for (const group of chart.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  chart.setAttribute("role", "img");
  const said = curves.map(({ name, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    return first && last
      ? `${name} ${percent(first.value)} at severity ${first.severity}, ${percent(last.value)} at ${last.severity}`
      : `${name} not computed`;
  });
  chart.setAttribute("aria-label", `${title}: ${said.join("; ")}`);
  return chart;
}
