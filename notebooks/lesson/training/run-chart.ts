import * as Plot from "@observablehq/plot";
import type { RecordPoint } from "./record.js";

export interface Curve {
  title: string;
  points: readonly RecordPoint[];
}

export type CurveMetric = "accuracy" | "toldApart";

const LABELS: Readonly<Record<CurveMetric, string>> = {
  accuracy: "Zero-shot accuracy (%)",
  toldApart: "Right caption told from the swapped one (%)",
};

/**
 * One metric of some runs against the images seen, since steps of different batch sizes do not compare. `label` says what
 * it shows to readers who don't see it.
 */
export function runChart(
  curves: readonly Curve[],
  metric: CurveMetric,
  { width, label }: { width: number; label: string },
): HTMLElement | SVGElement {
  const data = curves.flatMap(({ title, points }) =>
    points.flatMap((point) => {
      const value = point[metric];
      return value === undefined ? [] : [{ run: title, images: point.images, value: 100 * value }];
    }),
  );
  const colors = ["var(--category-1)", "var(--category-2)", "var(--category-4)"];
  const plot = Plot.plot({
    width,
    height: 220,
    marginLeft: 44,
    marginBottom: 38,
    style: { fontSize: "12px", background: "transparent" },
    x: { label: "Images seen", grid: false },
    y: { label: LABELS[metric], grid: true, zero: true, nice: true },
    color: { domain: curves.map(({ title }) => title), range: colors, legend: curves.length > 1 },
    marks: [Plot.ruleY([0]), Plot.lineY(data, { x: "images", y: "value", stroke: "run", strokeWidth: 1.75 })],
  });
  for (const group of plot.querySelectorAll("[aria-label]")) group.removeAttribute("aria-label");
  const drawing = plot.tagName === "FIGURE" ? (plot.querySelector("svg:last-of-type") ?? plot) : plot;
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", label);
  return plot;
}
