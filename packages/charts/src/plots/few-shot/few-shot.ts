import { ClipscopeError, checkOptions } from "@clipscope/types";
import { percent } from "../../format.js";
import { type Chart, type ChartOptions, chartOf, widthOf } from "../chart.js";
import { type PointStyle, stylesOf } from "../marks.js";
import { type ChartRow, codeOf, csvOf, numberIn, optionalNumberIn, textIn } from "../rows.js";
import {
  checkSeries,
  type FewShotSeries,
  fewShotCrossing,
  fewShotMeans,
  type SeedBootstrap,
  sayCrossing,
  sayMean,
} from "./crossing.js";
import { drawFewShot } from "./draw-few-shot.js";

export interface FewShotPlotOptions extends ChartOptions {
  /** Zero-shot accuracy on the same test images, 0 to 1: a dashed line. */
  zeroShot?: number;
  /** What is measured. Default "Accuracy". */
  label?: string;
  /** The resampling of seeds for bands and crossings. */
  bootstrap?: SeedBootstrap;
  /** Styles of methods by name; the others get colors and shapes in order. */
  styles?: Readonly<Record<string, PointStyle>>;
}

/** Datum of a mark: a point of a curve, or where the curve reaches zero-shot. */
export interface FewShotMark {
  name: string;
  /** Labels per class. */
  shots: number;
  /** Mean accuracy over the seeds, or the zero-shot accuracy at a crossing. */
  mean: number;
  crossing: boolean;
}

const COLUMNS = ["method", "labels_per_class", "run", "accuracy"] as const;

/**
 * Accuracy against labels per class on a logarithmic axis: each method's mean over seeds with its 95% bootstrap band,
 * the zero-shot accuracy as a dashed line, and the number of labels that zero-shot is worth, where a curve reaches it,
 * with its interval. Throws `bad-argument` without a method, for doubled names and for points that do not fit together.
 */
export function fewShot(
  series: FewShotSeries | readonly FewShotSeries[],
  options: FewShotPlotOptions = {},
): Chart<FewShotMark> {
  checkOptions(
    options,
    ["zeroShot", "label", "bootstrap", "styles", "width", "theme", "title", "note", "source"],
    "fewShot",
  );
  const all = Array.isArray(series) ? (series as readonly FewShotSeries[]) : [series as FewShotSeries];
  const { zeroShot, label = "Accuracy", bootstrap = {} } = options;
  check(all, zeroShot);
  const styleOf = stylesOf(
    all.map(({ name }) => name),
    options.styles,
  );
  const curves = all.map((each) => ({
    name: each.name,
    style: styleOf(each.name),
    means: fewShotMeans(each, bootstrap),
    ...(zeroShot !== undefined &&
      each.points.length > 0 && { crossing: fewShotCrossing(each, zeroShot, bootstrap) }),
  }));
  const said = curves.flatMap(({ name, means, crossing }) => [
    ...(means.length > 0
      ? [means[0], means[means.length - 1]].map((mean) => sayMean(name, mean, percent))
      : [`${name}: not computed`]),
    ...(crossing ? [`against ${name}, zero-shot ${sayCrossing(crossing)}`] : []),
  ]);
  return chartOf(
    {
      drawing: drawFewShot(curves, {
        width: widthOf({ width: 520, ...options }, "fewShot"),
        label,
        zeroShot,
      }),
      label: `${label} by labels per class. ${said.join(". ")}`,
      csv: () => csvOf(COLUMNS, rowsOf(all)),
      code: () => codeOf("fewShotFromRows", options),
    },
    options,
  );
}

/** `fewShot` from the rows of its CSV. Throws `bad-argument` for other rows. */
export function fewShotFromRows(
  rows: readonly ChartRow[],
  options: FewShotPlotOptions = {},
): Chart<FewShotMark> {
  const methods = new Map<string, Map<number, number[]>>();
  for (const row of rows) {
    const name = textIn(row, "method");
    const points = methods.get(name) ?? new Map<number, number[]>();
    methods.set(name, points);
    const shots = optionalNumberIn(row, "labels_per_class");
    if (shots === undefined) continue;
    points.set(shots, [...(points.get(shots) ?? []), numberIn(row, "accuracy")]);
  }
  const series = [...methods].map(([name, points]) => ({
    name,
    points: [...points].map(([shots, scores]) => ({ shots, scores })),
  }));
  return fewShot(series, options);
}

/** A row for each run; a method without any has a row that names it. */
function* rowsOf(series: readonly FewShotSeries[]) {
  for (const { name, points } of series) {
    if (points.length === 0) yield [name, undefined, undefined, undefined];
    for (const { shots, scores } of points) {
      for (const [run, score] of scores.entries()) yield [name, shots, run + 1, score];
    }
  }
}

function check(series: readonly FewShotSeries[], zeroShot: number | undefined): void {
  if (series.length === 0) throw new ClipscopeError("bad-argument", "fewShot needs at least one method.");
  const names = new Set<string>();
  for (const each of series) {
    if (names.has(each.name)) {
      throw new ClipscopeError("bad-argument", `fewShot: two methods are named "${each.name}".`);
    }
    names.add(each.name);
    checkSeries(each);
  }
  if (zeroShot === undefined || (zeroShot >= 0 && zeroShot <= 1)) return;
  throw new ClipscopeError(
    "bad-argument",
    `fewShot: zeroShot is ${zeroShot}: give a fraction from 0 to 1, so 0.61 for 61%.`,
  );
}
