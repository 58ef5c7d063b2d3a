import { type ChartRow, numberIn, optionalNumberIn, textIn } from "../rows.js";
import type { SeverityPanel, SeverityPoint } from "./panel.js";

export const SEVERITY_COLUMNS = [
  "heading",
  "corruption",
  "model",
  "severity",
  "accuracy",
  "low",
  "high",
] as const;

/** A row for each point; a kind or a model without any has a row that names it. */
export function severityRows(panels: readonly SeverityPanel[]) {
  return panels.flatMap(({ title, heading = "", curves }) => {
    if (curves.length === 0) return [[heading, title, "", undefined, undefined, undefined, undefined]];
    return curves.flatMap(({ name, points }) =>
      points.length === 0
        ? [[heading, title, name, undefined, undefined, undefined, undefined]]
        : points.map((point) => [heading, title, name, point.severity, point.value, point.low, point.high]),
    );
  });
}

/** The panels that `severityRows` wrote, from the rows of the CSV. */
export function panelsFromRows(rows: readonly ChartRow[]): SeverityPanel[] {
  const panels = new Map<string, { heading: string; curves: Map<string, SeverityPoint[]> }>();
  for (const row of rows) {
    const title = textIn(row, "corruption");
    const panel = panels.get(title) ?? { heading: textIn(row, "heading"), curves: new Map() };
    panels.set(title, panel);
    const name = textIn(row, "model");
    if (name === "") continue;
    const points = panel.curves.get(name) ?? [];
    panel.curves.set(name, points);
    const severity = optionalNumberIn(row, "severity");
    if (severity === undefined) continue;
    const [low, high] = [optionalNumberIn(row, "low"), optionalNumberIn(row, "high")];
    points.push({
      severity,
      value: numberIn(row, "accuracy"),
      ...(low !== undefined && { low }),
      ...(high !== undefined && { high }),
    });
  }
  return [...panels].map(([title, { heading, curves }]) => ({
    title,
    ...(heading && { heading }),
    curves: [...curves].map(([name, points]) => ({ name, points })),
  }));
}
