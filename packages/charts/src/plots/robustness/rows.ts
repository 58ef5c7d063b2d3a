import { type ChartRow, numberIn, optionalNumberIn, textIn } from "../rows.js";
import type { AccuracyPoint, ComparedPoint, FittedPanel, RobustnessPanel } from "./panel.js";

export const ROBUSTNESS_COLUMNS = [
  "shift",
  "role",
  "series",
  "model",
  "x",
  "x_low",
  "x_high",
  "y",
  "y_low",
  "y_high",
  "effective",
  "effective_low",
  "effective_high",
] as const;

/**
 * The rows of a robustness plot: its points; with the role "region", the outlines of the models' regions; and with
 * the role "band", where the line's band runs.
 */
export function robustnessRows(panels: readonly FittedPanel[]) {
  return panels.flatMap(({ title, models, baseline, others, band }) => [
    ...models.map(({ series, name, x, y, xInterval, yInterval, effective }) => [
      title,
      "model",
      series,
      name,
      x,
      ...(xInterval ?? [undefined, undefined]),
      y,
      ...(yInterval ?? [undefined, undefined]),
      effective?.value,
      effective?.low,
      effective?.high,
    ]),
    ...models.flatMap(({ name, region = [] }) =>
      region.map(({ x, y }) => plain(title, "region", { name, x, y })),
    ),
    ...baseline.map((point) => plain(title, "baseline", point)),
    ...others.map((point) => plain(title, "other", point)),
    ...band.map(({ x, low, high }) => {
      const row = plain(title, "band", { name: "", x, y: Number.NaN });
      [row[8], row[9]] = [low, high];
      return row;
    }),
  ]);
}

function plain(title: string, role: string, { name, x, y }: AccuracyPoint): (string | number | undefined)[] {
  return [title, role, "", name, x, undefined, undefined, y, ...Array(5).fill(undefined)];
}

/** The panels that `robustnessRows` wrote, from the rows of the CSV. */
export function panelsFromRows(rows: readonly ChartRow[]): RobustnessPanel[] {
  const titles = [...new Set(rows.map((row) => textIn(row, "shift")))];
  return titles.map((title) => {
    const own = rows.filter((row) => textIn(row, "shift") === title);
    const of = (role: string) => own.filter((row) => textIn(row, "role") === role);
    const point = (row: ChartRow): AccuracyPoint => ({
      name: textIn(row, "model"),
      x: numberIn(row, "x"),
      y: numberIn(row, "y"),
    });
    const band = of("band").map((row) => ({
      x: numberIn(row, "x"),
      low: numberIn(row, "y_low"),
      high: numberIn(row, "y_high"),
    }));
    return {
      title,
      models: of("model").map((row) => {
        const model = point(row);
        const region = of("region")
          .map(point)
          .flatMap(({ name, x, y }) => (name === model.name ? [{ x, y }] : []));
        return { ...model, ...estimatesIn(row), ...(region.length > 0 && { region }) };
      }),
      baseline: of("baseline").map(point),
      others: of("other").map(point),
      ...(band.length > 0 && { band }),
    };
  });
}

function estimatesIn(row: ChartRow): Partial<ComparedPoint> {
  const [xLow, xHigh, yLow, yHigh, value, low, high] = [
    "x_low",
    "x_high",
    "y_low",
    "y_high",
    "effective",
    "effective_low",
    "effective_high",
  ].map((column) => optionalNumberIn(row, column));
  return {
    series: textIn(row, "series"),
    ...(xLow !== undefined && xHigh !== undefined && { xInterval: [xLow, xHigh] as const }),
    ...(yLow !== undefined && yHigh !== undefined && { yInterval: [yLow, yHigh] as const }),
    ...(value !== undefined && {
      effective: { value, ...(low !== undefined && { low }), ...(high !== undefined && { high }) },
    }),
  };
}
