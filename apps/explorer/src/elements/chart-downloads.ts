import type { ChartFiles } from "@clipscope/charts";
import { download } from "../app/download.js";
import type { ExportFile } from "./export-menu.js";

/**
 * Menu entries to download a chart: the view's table, the drawing, the chart's data, and code that draws it.
 * Without `table`, the chart's data is the table.
 */
export function chartDownloads(
  name: string,
  chart: () => ChartFiles | undefined,
  table?: () => string,
): ExportFile[] {
  const save = (suffix: string, type: string, of: (chart: ChartFiles) => string | undefined) => () => {
    const drawn = chart();
    const text = drawn && of(drawn);
    if (text) download(`${name}${suffix}`, new Blob([text], { type }));
  };
  return [
    {
      title: "Table (CSV)",
      id: "csv",
      make: table ? () => download(`${name}.csv`, table()) : save(".csv", "text/csv", (each) => each.csv()),
    },
    { title: "Chart (SVG)", id: "svg", make: save(".svg", "image/svg+xml", (each) => each.svg()) },
    {
      title: "Chart (PNG)",
      id: "png",
      make: async () => {
        const drawn = chart();
        if (drawn) download(`${name}.png`, await drawn.png());
      },
    },
    ...(table
      ? [
          {
            title: "Chart data (CSV)",
            id: "rows",
            make: save("-chart.csv", "text/csv", (each) => each.csv()),
          },
        ]
      : []),
    {
      title: "Chart code (JavaScript)",
      id: "code",
      make: save(".js", "text/javascript", (each) => each.code()),
    },
  ];
}
