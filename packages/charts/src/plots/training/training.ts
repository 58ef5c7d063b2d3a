import { ClipscopeError, checkOneOf, checkOptions } from "@clipscope/types";
import { count } from "../../format.js";
import { type Chart, type ChartOptions, chartOf, widthOf } from "../chart.js";
import { lineKey, pointKey } from "../legend.js";
import { type PointStyle, stylesOf } from "../marks.js";
import { type ChartRow, codeOf, csvOf } from "../rows.js";
import { columnWidth, smallMultiples } from "../small-multiples.js";
import { drawPanel } from "./draw-panel.js";
import { runsFromRows, TRAINING_COLUMNS, trainingRows } from "./rows.js";
import {
  checkPoints,
  METRIC_NAMES,
  METRICS,
  metricsOf,
  type TrainingMetric,
  type TrainingRun,
  type TrainingScale,
} from "./run.js";
import { Series, SMOOTHING } from "./series.js";

export interface TrainingOptions extends ChartOptions {
  /** Metrics to draw. Default: all that were measured. */
  metrics?: readonly TrainingMetric[];
  /** Metrics on a logarithmic axis; values that are not above 0 are left out. Default: none. */
  log?: readonly TrainingMetric[];
  /** The axis of steps. Default "linear". */
  stepScale?: TrainingScale;
  /** Weight of the past in the smoothed lines of noisy metrics with more than 40 points, 0 (none) to below 1. Default 0.9. */
  smoothing?: number;
  /** End of the axis of steps. Default: the last step of all runs. */
  lastStep?: number;
  /** Plots beside each other. Default: as many as have 260 pixels. */
  columns?: number;
  /** Styles of runs by name; the others get colors in order. */
  styles?: Readonly<Record<string, PointStyle>>;
}

/** Datum of a mark. */
export interface TrainingMark {
  run: string;
  metric: TrainingMetric;
  step: number;
  value: number;
  /** The moving average, or the value of a line that is not smoothed. */
  smoothed: number;
}

const GAP = 24;

/**
 * Metrics of training runs against the step, one plot for each metric: raw values faint behind their moving average,
 * and dashed lines where something changed. For a run that goes on, `clip-training` draws the same and adds points to
 * it. Throws `bad-argument` without a run, for doubled names and for points that are not in order.
 */
export function training(
  runs: TrainingRun | readonly TrainingRun[],
  options: TrainingOptions = {},
): Chart<TrainingMark> {
  checkOptions(
    options,
    [
      "metrics",
      "log",
      "stepScale",
      "smoothing",
      "lastStep",
      "columns",
      "styles",
      "width",
      "theme",
      "title",
      "note",
      "source",
    ],
    "training",
  );
  const all = Array.isArray(runs) ? (runs as readonly TrainingRun[]) : [runs as TrainingRun];
  checkRuns(all);
  const { stepScale = "linear", log = [], smoothing = SMOOTHING } = options;
  checkOneOf("stepScale", stepScale, ["linear", "log"]);
  checkSmoothing(smoothing);
  const { metrics = metricsOf(all) } = options;
  for (const metric of [...metrics, ...log]) checkOneOf("a metric", metric, METRIC_NAMES);
  const width = widthOf(options, "training");
  const fitting = Math.max(1, Math.floor((width + GAP) / (260 + GAP)));
  const { columns = Math.min(Math.max(1, metrics.length), fitting) } = options;
  const steps = all.flatMap(({ points, markers = [] }) => [
    points.at(-1)?.step ?? 0,
    ...markers.map(({ step }) => step),
  ]);
  const { lastStep = Math.max(1, ...steps) } = options;
  const names = all.map(({ name }) => name);
  const styleOf = stylesOf(names, options.styles);
  const each = columnWidth(width, columns, GAP);
  const curves = (metric: TrainingMetric) =>
    all.map(({ name, points }) => ({ name, series: new Series(metric, smoothing, points) }));
  const panels = metrics.map((metric) => ({ metric, curves: curves(metric) }));
  const anySmoothed = panels.some((panel) => panel.curves.some(({ series }) => series.isSmoothed));
  const drawing = smallMultiples(
    (panels.length > 0 ? panels : [{ metric: "loss" as const, curves: [] }]).map((panel) => ({
      title: METRICS[panel.metric].title,
      plot: drawPanel(panel.curves, {
        metric: panel.metric,
        width: each,
        lastStep,
        stepScale,
        scale: log.includes(panel.metric) ? "log" : "linear",
        markers: all.flatMap(({ markers = [] }) => markers),
        named: panel === panels[0],
        styleOf,
      }),
    })),
    {
      width,
      columns,
      gap: GAP,
      legend: [
        ...names.map((name) => pointKey(name, { ...styleOf(name), shape: "circle", radius: 4 })),
        ...(anySmoothed ? [{ label: "faint: raw; line: moving average" }] : []),
        ...(all.some(({ markers = [] }) => markers.length > 0) ? [lineKey("change", "dashed")] : []),
      ],
    },
  );
  return chartOf(
    {
      drawing,
      label: `Training by step. ${panels.flatMap((panel) => panel.curves.map(describe)).join(". ")}`,
      csv: () => csvOf(TRAINING_COLUMNS, trainingRows(all)),
      code: () => codeOf("trainingFromRows", options),
    },
    options,
  );
}

/** `training` from the rows of its CSV. Throws `bad-argument` for other rows. */
export function trainingFromRows(
  rows: readonly ChartRow[],
  options: TrainingOptions = {},
): Chart<TrainingMark> {
  return training(runsFromRows(rows), options);
}

/** Throws `bad-argument` without a run, for doubled names and for points that are not in order. */
export function checkRuns(runs: readonly TrainingRun[]): void {
  if (runs.length === 0) throw new ClipscopeError("bad-argument", "training needs at least one run.");
  const names = new Set<string>();
  for (const { name, points } of runs) {
    if (names.has(name)) throw new ClipscopeError("bad-argument", `training: two runs are named "${name}".`);
    names.add(name);
    checkPoints(name, points);
  }
}

/** Throws `bad-argument` for a weight outside 0 to 1. */
export function checkSmoothing(smoothing: number): void {
  if (smoothing >= 0 && smoothing < 1) return;
  throw new ClipscopeError(
    "bad-argument",
    `training: smoothing is ${smoothing}: it must be from 0, for none, to below 1.`,
  );
}

function describe({ name, series }: { name: string; series: Series }): string {
  const { title, format } = METRICS[series.metric];
  const last = series.length - 1;
  if (last < 0) return `${name}: no ${title.toLowerCase()} yet`;
  const first = `${format(series.shown(0))} at step ${count(series.steps[0])}`;
  return `${name}: ${title.toLowerCase()} ${first}, ${format(series.shown(last))} at step ${count(series.steps[last])}`;
}
