import type { ChartFiles } from "@clipscope/charts";
import { msg } from "@lit/localize";
import { download } from "../app/download.js";
import type { Explorer } from "../app/explorer.js";
import type { Recipe } from "../code/recipe.js";
import { copyProgram, saveNotebook } from "../code/save-code.js";
import type { ExportFile } from "./export-menu.js";

/** How a chart is computed, for the menu's code and notebook. */
export interface ChartCode {
  explorer: Explorer;
  /** Title of the notebook. */
  title(): string;
  /** The recipe of what is drawn now; undefined if there is nothing to compute. */
  recipe(): Recipe | undefined;
}

/**
 * Menu entries to download a chart: the view's table, the drawing, the chart's data, and with `code` a program and a
 * notebook that compute it. Without `table`, the chart's data is the table.
 */
export function chartDownloads(
  name: string,
  chart: () => ChartFiles | undefined,
  table?: () => string,
  code?: ChartCode,
): ExportFile[] {
  const save = (suffix: string, type: string, of: (chart: ChartFiles) => string | undefined) => () => {
    const drawn = chart();
    const text = drawn && of(drawn);
    if (text) download(`${name}${suffix}`, new Blob([text], { type }));
  };
  return [
    {
      title: msg("Table (CSV)"),
      id: "csv",
      make: table ? () => download(`${name}.csv`, table()) : save(".csv", "text/csv", (each) => each.csv()),
    },
    { title: msg("Chart (SVG)"), id: "svg", make: save(".svg", "image/svg+xml", (each) => each.svg()) },
    {
      title: msg("Chart (PNG)"),
      id: "png",
      make: async () => {
        const drawn = chart();
        if (drawn) download(`${name}.png`, await drawn.png());
      },
    },
    ...(table
      ? [
          {
            title: msg("Chart data (CSV)"),
            id: "rows",
            make: save("-chart.csv", "text/csv", (each) => each.csv()),
          },
        ]
      : []),
    ...(code ? codeEntries(name, code) : []),
  ];
}

function codeEntries(name: string, { explorer, title, recipe }: ChartCode): ExportFile[] {
  const made = (make: (recipe: Recipe) => void) => () => {
    const now = recipe();
    if (now) make(now);
  };
  return [
    {
      title: msg("Copy as code"),
      id: "code",
      make: made((now) => void copyProgram(explorer, name, now)),
    },
    {
      title: msg("Open in a notebook"),
      id: "notebook",
      make: made((now) => saveNotebook(explorer, name, title(), now)),
    },
  ];
}
