import { ClipscopeError, checkOptions } from "@clipscope/types";
import { type Chart, type ChartOptions, chartOf, widthOf } from "../chart.js";
import { dotKey, type LegendKey, lineKey, pointKey } from "../legend.js";
import { type LogitRange, logitRange } from "../logit-axis.js";
import { type PointStyle, stylesOf } from "../marks.js";
import { type ChartRow, codeOf, csvOf } from "../rows.js";
import { columnWidth, smallMultiples } from "../small-multiples.js";
import { describePoint, drawn, drawPanel } from "./draw-panel.js";
import { checkPanel, fitPanel } from "./fit-panel.js";
import type { FittedPanel, RobustnessMark, RobustnessPanel } from "./panel.js";
import { panelsFromRows, ROBUSTNESS_COLUMNS, robustnessRows } from "./rows.js";

export interface RobustnessOptions extends ChartOptions {
  /** Test set of the x-axis, such as "ImageNet, all classes". */
  reference: string;
  /** Plots beside each other. Default: as many as have 280 pixels, at most five. */
  columns?: number;
  /** Confidence level of the line's band. Default 0.95. */
  level?: number;
  /** Styles of series by name; the others get colors and shapes in order. */
  styles?: Readonly<Record<string, PointStyle>>;
  /** Names of models of any kind that are written beside their points. */
  labeled?: readonly string[];
  /** Name of the baseline's models in the legend. Default "baseline models". */
  baselineName?: string;
  /** Name of the other models in the legend. Default "other models". */
  othersName?: string;
}

const GAP = 24;
/** Intervals reach farther on logit axes than a plot is wide when they come close to 0 or 1. */
const SHOWN: readonly [number, number] = [0.004, 0.996];

/**
 * Accuracy under shifts against accuracy on a reference (Taori et al. 2020), one plot for each shift on the same
 * logit axes: models with intervals, a dashed y = x and, with a baseline, its line with a band. Models at exactly 0
 * or 1 can't be drawn on these axes; they are counted in the legend. Throws `bad-argument` without a panel or a
 * model, and for accuracies that are not shares.
 */
export function robustness(
  panels: RobustnessPanel | readonly RobustnessPanel[],
  options: RobustnessOptions,
): Chart<RobustnessMark> {
  checkOptions(options, OPTIONS, "robustness");
  const { level = 0.95, reference } = options;
  const all = Array.isArray(panels) ? (panels as readonly RobustnessPanel[]) : [panels as RobustnessPanel];
  if (all.length === 0) throw new ClipscopeError("bad-argument", "robustness needs at least one panel.");
  for (const panel of all) checkPanel(panel);
  const x = rangeOf(all, "x");
  const y = rangeOf(all, "y");
  const fitted = all.map((panel) => fitPanel(panel, x, level));
  const drawing = draw(fitted, all, { x, y }, options);
  return chartOf(
    {
      drawing,
      label: describe(fitted, reference),
      csv: () => csvOf(ROBUSTNESS_COLUMNS, robustnessRows(fitted)),
      code: () => codeOf("robustnessFromRows", options),
    },
    options,
  );
}

/** `robustness` from the rows of its CSV. Throws `bad-argument` for other rows. */
export function robustnessFromRows(
  rows: readonly ChartRow[],
  options: RobustnessOptions,
): Chart<RobustnessMark> {
  return robustness(panelsFromRows(rows), options);
}

const OPTIONS = [
  "reference",
  "columns",
  "level",
  "styles",
  "labeled",
  "baselineName",
  "othersName",
  "width",
  "theme",
  "title",
  "note",
  "source",
] as const;

function draw(
  fitted: readonly FittedPanel[],
  sources: readonly RobustnessPanel[],
  ranges: { x: LogitRange; y: LogitRange },
  options: RobustnessOptions,
) {
  const width = widthOf(options, "robustness");
  const most = Math.max(1, Math.min(5, Math.floor((width + GAP) / (280 + GAP))));
  const { columns = evenColumns(fitted.length, most), reference } = options;
  const one = fitted.length === 1;
  const each = Math.min(columnWidth(width, columns, GAP), 720);
  const height = Math.round(Math.max(240, Math.min(480, 0.78 * each)));
  const styleOf = stylesOf(seriesOf(fitted), options.styles);
  const multiples = fitted.map((panel, i) => ({
    title: panel.title,
    ...(panel.line && { note: `slope ${panel.line.slope.toFixed(2)}, r² ${panel.line.r2.toFixed(2)}` }),
    plot: drawPanel(panel, sources[i], {
      width: each,
      height,
      ...ranges,
      xLabel: `Accuracy on ${reference}`,
      yLabel: one ? `Accuracy on ${panel.title}` : "Accuracy under the shift",
      styleOf,
      labeled: new Set(options.labeled),
    }),
  }));
  return smallMultiples(multiples, {
    width,
    columns,
    gap: GAP,
    legend: legend(fitted, styleOf, options),
    fillsVacancy: true,
  });
}

/** Columns that leave no plot alone in the last row where another number does not. */
function evenColumns(count: number, most: number): number {
  if (count <= most) return count;
  const rows = Math.ceil(count / most);
  return Math.ceil(count / rows);
}

/** The range of an axis: every model, every baseline model, and intervals that are not close to 0 or 1. */
function rangeOf(panels: readonly RobustnessPanel[], axis: "x" | "y"): LogitRange {
  const points = panels.flatMap(({ models, baseline = [], others = [] }) => [
    ...models,
    ...baseline,
    ...others,
  ]);
  const ends = panels.flatMap(({ models }) =>
    models.flatMap((model) => [
      ...(model[`${axis}Interval`] ?? []),
      ...(model.region ?? []).map((point) => point[axis]),
    ]),
  );
  return logitRange([
    ...points.map((point) => point[axis]),
    ...ends.filter((p) => p > SHOWN[0] && p < SHOWN[1]),
  ]);
}

function seriesOf(panels: readonly FittedPanel[]): string[] {
  return [...new Set(panels.flatMap(({ models }) => models.map((model) => model.series)))];
}

function legend(
  panels: readonly FittedPanel[],
  styleOf: (series: string) => PointStyle,
  { level = 0.95, baselineName = "baseline models", othersName = "other models" }: RobustnessOptions,
): LegendKey[] {
  const most = (of: (panel: FittedPanel) => number) => Math.max(...panels.map(of));
  const [baseline, others] = [most((panel) => panel.baseline.length), most((panel) => panel.others.length)];
  const left = panels
    .flatMap(({ models, baseline, others }) => [...models, ...baseline, ...others])
    .filter((point) => !drawn(point)).length;
  return [
    ...seriesOf(panels).map((name) => pointKey(name, styleOf(name))),
    ...(baseline > 0 ? [dotKey(`${baseline} ${baselineName}`, 0.75)] : []),
    ...(others > 0 ? [dotKey(`${others} ${othersName}`, 0.28)] : []),
    ...(panels.some(({ line }) => line)
      ? [lineKey(`line through the baseline, ${100 * level}% band`, "banded")]
      : []),
    ...(panels.some(({ models }) => models.some(({ region }) => region))
      ? [{ label: `shaded: ${100 * level}% regions of both accuracies` }]
      : []),
    lineKey("y = x", "dashed"),
    ...(left > 0 ? [{ label: `${left} at 0% or 100%: not drawn` }] : []),
  ];
}

function describe(panels: readonly FittedPanel[], reference: string): string {
  const of = ({ title, line, models }: FittedPanel) => {
    const fit = line
      ? `line through ${line.n} models, slope ${line.slope.toFixed(2)}, r² ${line.r2.toFixed(2)}. `
      : "";
    const more = models.length > 6 ? `; and ${models.length - 6} more` : "";
    return `${title}: ${fit}${models.slice(0, 6).map(describePoint).join("; ")}${more}`;
  };
  return `Accuracy on ${reference} and under ${panels.length === 1 ? "a shift" : `${panels.length} shifts`}. ${panels.map(of).join(". ")}`;
}
