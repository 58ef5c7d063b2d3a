import { ClipscopeError, checkOptions } from "@clipscope/types";
import { percent } from "../../format.js";
import { type Chart, type ChartOptions, chartOf, widthOf } from "../chart.js";
import { pointKey } from "../legend.js";
import { type PointStyle, stylesOf } from "../marks.js";
import { type ChartRow, codeOf, csvOf } from "../rows.js";
import { columnWidth, smallMultiples } from "../small-multiples.js";
import { drawPanel } from "./draw-panel.js";
import type { SeverityMark, SeverityPanel } from "./panel.js";
import { panelsFromRows, SEVERITY_COLUMNS, severityRows } from "./rows.js";

export interface SeverityOptions extends ChartOptions {
  /** Plots beside each other. Default: as many as have 180 pixels, at most five. */
  columns?: number;
  /** The highest severity of the x-axis. Default 5. */
  most?: number;
  /** What the curves measure, 0 to 1. Default "Accuracy". */
  measure?: string;
  /** Styles of models by name; the others get colors and shapes in order. */
  styles?: Readonly<Record<string, PointStyle>>;
}

const GAP = 16;

/**
 * Accuracy against severity, one plot for each kind of corruption on the same axes, intervals as bands. Throws
 * `bad-argument` without a panel and for accuracies that are not shares.
 */
export function severity(
  panels: SeverityPanel | readonly SeverityPanel[],
  options: SeverityOptions = {},
): Chart<SeverityMark> {
  checkOptions(
    options,
    ["columns", "most", "measure", "styles", "width", "theme", "title", "note", "source"],
    "severity",
  );
  const all = Array.isArray(panels) ? (panels as readonly SeverityPanel[]) : [panels as SeverityPanel];
  if (all.length === 0) throw new ClipscopeError("bad-argument", "severity needs at least one panel.");
  for (const panel of all) check(panel);
  const width = widthOf(options, "severity");
  const fitting = Math.max(1, Math.min(5, Math.floor((width + GAP) / (180 + GAP))));
  const { columns = Math.min(all.length, fitting), most = 5, measure = "Accuracy" } = options;
  const points = all.flatMap(({ curves }) => curves.flatMap((curve) => curve.points));
  const highest = axisEnd(points.map(({ value, high }) => high ?? value));
  const names = [...new Set(all.flatMap(({ curves }) => curves.map(({ name }) => name)))];
  const styleOf = stylesOf(names, options.styles);
  const each = columnWidth(width, columns, GAP);
  const drawing = smallMultiples(
    all.map((panel) => ({
      title: panel.title,
      ...(panel.heading !== undefined && { heading: panel.heading }),
      plot: drawPanel(panel, { width: each, most, highest, styleOf }),
    })),
    { width, columns, gap: GAP, legend: names.map((name) => pointKey(name, styleOf(name))) },
  );
  return chartOf(
    {
      drawing,
      label: `${measure} by severity of corruption. ${all.map(describe).join(". ")}`,
      csv: () => csvOf(SEVERITY_COLUMNS, severityRows(all)),
      code: () => codeOf("severityFromRows", options),
    },
    options,
  );
}

/** `severity` from the rows of its CSV. Throws `bad-argument` for other rows. */
export function severityFromRows(
  rows: readonly ChartRow[],
  options: SeverityOptions = {},
): Chart<SeverityMark> {
  return severity(panelsFromRows(rows), options);
}

/** The end of an accuracy axis: a tick, so that no curve rises above the last one. */
const axisEnd = (values: readonly number[]) =>
  values.length === 0 ? 1 : ([0.2, 0.4, 0.6].find((end) => Math.max(...values) <= end) ?? 1);

function describe({ title, curves }: SeverityPanel): string {
  const said = curves.map(({ name, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    return first && last
      ? `${name} ${percent(first.value)} at severity ${first.severity}, ${percent(last.value)} at ${last.severity}`
      : `${name} not computed`;
  });
  return `${title}: ${said.join("; ") || "not computed"}`;
}

function check({ title, curves }: SeverityPanel): void {
  for (const { name, points } of curves) {
    for (const { severity: level, value } of points) {
      if (value >= 0 && value <= 1) continue;
      throw new ClipscopeError(
        "bad-argument",
        `severity: ${name} has the accuracy ${value} at severity ${level} of ${title}: give fractions from 0 to 1.`,
      );
    }
  }
}
