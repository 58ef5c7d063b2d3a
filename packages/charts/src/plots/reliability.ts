import type { ReliabilityBin } from "@clipscope/toolkit/metrics";
import { ClipscopeError, checkOptions } from "@clipscope/types";
import { count, percent } from "../format.js";
import { type Chart, type ChartOptions, chartOf, widthOf } from "./chart.js";
import { frameOf, leftOf, pathThrough } from "./frame.js";
import { DASHED, type LegendKey, legendOf, lineKey, pointKey } from "./legend.js";
import { type PointStyle, pointMark, stylesOf } from "./marks.js";
import { type ChartRow, codeOf, csvOf, numberIn, optionalNumberIn, textIn } from "./rows.js";
import { group, type SvgNode, svgNode } from "./svg/node.js";

/** A calibration curve: of a model, after temperature scaling, or under a shift. */
export interface ReliabilityCurve {
  name: string;
  /** Bins as returned by `reliabilityCurve` of the toolkit. */
  bins: readonly ReliabilityBin[];
}

/** Datum of a mark. */
export interface ReliabilityMark {
  curve: ReliabilityCurve;
  bin: ReliabilityBin;
}

export interface ReliabilityOptions extends ChartOptions {
  /** Styles of curves by name; the others get colors and shapes in order. */
  styles?: Readonly<Record<string, PointStyle>>;
}

const COLUMNS = ["curve", "low", "high", "images", "confidence", "accuracy"] as const;
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];
const COUNTS = 64;

/**
 * Reliability diagram: accuracy against confidence in bins, the dashed line where they are equal, and below it how
 * many images each bin of the first curve has. Throws `bad-argument` without a curve.
 */
export function reliability(
  curves: ReliabilityCurve | readonly ReliabilityCurve[],
  options: ReliabilityOptions = {},
): Chart<ReliabilityMark> {
  checkOptions(options, ["styles", "width", "theme", "title", "note", "source"], "reliability");
  const all = Array.isArray(curves) ? (curves as readonly ReliabilityCurve[]) : [curves as ReliabilityCurve];
  if (all.length === 0) throw new ClipscopeError("bad-argument", "reliability needs at least one curve.");
  const styleOf = stylesOf(
    all.map(({ name }) => name),
    options.styles,
  );
  return chartOf(
    {
      drawing: draw(all, styleOf, widthOf({ width: 440, ...options }, "reliability")),
      label: `Reliability: ${all.map(describe).join(". ")}`,
      csv: () => csvOf(COLUMNS, rowsOf(all)),
      code: () => codeOf("reliabilityFromRows", options),
    },
    options,
  );
}

/** `reliability` from the rows of its CSV. Throws `bad-argument` for other rows. */
export function reliabilityFromRows(
  rows: readonly ChartRow[],
  options: ReliabilityOptions = {},
): Chart<ReliabilityMark> {
  const names = [...new Set(rows.map((row) => textIn(row, "curve")))];
  const bins = (name: string) =>
    rows
      .filter((row) => textIn(row, "curve") === name)
      .map((row) => ({
        low: numberIn(row, "low"),
        high: numberIn(row, "high"),
        count: numberIn(row, "images"),
        confidence: optionalNumberIn(row, "confidence"),
        accuracy: optionalNumberIn(row, "accuracy"),
      }));
  return reliability(
    names.map((name) => ({ name, bins: bins(name) })),
    options,
  );
}

function rowsOf(curves: readonly ReliabilityCurve[]) {
  return curves.flatMap(({ name, bins }) =>
    bins.map(({ low, high, count: n, confidence, accuracy }) => [name, low, high, n, confidence, accuracy]),
  );
}

function draw(
  curves: readonly ReliabilityCurve[],
  styleOf: (name: string) => PointStyle,
  width: number,
): SvgNode {
  const keys: LegendKey[] = [
    ...curves.map(({ name }) => pointKey(name, styleOf(name))),
    lineKey("confidence = accuracy", "dashed"),
  ];
  const legend = legendOf(keys, width);
  const top = legend.height + 14;
  const share = (label: string) => ({
    domain: [0, 1] as const,
    ticks: TICKS,
    format: (value: number) => percent(value, 0),
    label,
  });
  const height = Math.round(0.8 * width);
  const left = Math.max(leftOf(share("")), leftOf(countsAxis(curves[0].bins)));
  const plot = frameOf({ width, height, x: share("Confidence"), y: share("Accuracy"), left });
  const diagonal = pathThrough([
    [plot.x(0), plot.y(0)],
    [plot.x(1), plot.y(1)],
  ]);
  const shown = curves.flatMap((curve) => {
    const style = styleOf(curve.name);
    const points = curve.bins.flatMap((bin) => {
      const { confidence, accuracy } = bin;
      return confidence === undefined || accuracy === undefined
        ? []
        : [{ bin, at: [plot.x(confidence), plot.y(accuracy)] as const }];
    });
    return [
      svgNode("path", {
        d: pathThrough(points.map(({ at }) => at)),
        fill: "none",
        stroke: style.color,
        "stroke-width": 1.5,
      }),
      ...points.map(({ bin, at }) => {
        const datum: ReliabilityMark = { curve, bin };
        const transform = `translate(${at.map((each) => each.toFixed(2)).join(",")})`;
        return svgNode("g", { transform }, [pointMark({ ...style, radius: 4 })], {
          label: say(curve, bin),
          datum,
        });
      }),
    ];
  });
  return svgNode("svg", { width, height: top + height + COUNTS }, [
    ...legend.nodes,
    group(0, top, childrenOf(plot.draw([svgNode("path", { d: diagonal, fill: "none", ...DASHED })], shown))),
    group(
      0,
      top + height,
      childrenOf(counts(curves[0].bins, { width, left, right: width - left - plot.width })),
    ),
  ]);
}

const mostIn = (bins: ReliabilityCurve["bins"]) => Math.max(1, ...bins.map((bin) => bin.count));

const countsAxis = (bins: ReliabilityCurve["bins"]) => ({
  ticks: [mostIn(bins)],
  format: count,
  grid: false,
});

/** Draws the number of images in each bin. */
function counts(
  bins: ReliabilityCurve["bins"],
  sides: { width: number; left: number; right: number },
): SvgNode {
  const most = mostIn(bins);
  const axis = countsAxis(bins);
  const frame = frameOf({
    ...sides,
    height: COUNTS,
    x: { domain: [0, 1], ticks: [], format: String },
    y: { ...axis, domain: [0, most] },
  });
  return frame.draw(
    bins.map(({ low, high, count: n }) =>
      svgNode("rect", {
        x: frame.x(low) + 0.5,
        y: frame.y(n),
        width: Math.max(0.5, frame.x(high) - frame.x(low) - 1),
        height: frame.y(0) - frame.y(n),
        fill: "--mute",
      }),
    ),
  );
}

function childrenOf(plot: SvgNode): SvgNode[] {
  return plot.children.filter((child) => typeof child !== "string");
}

function say(
  { name }: ReliabilityCurve,
  { low, high, count: n, confidence, accuracy }: ReliabilityBin,
): string {
  return `${name}, confidence ${percent(low, 0)} to ${percent(high, 0)}: ${percent(confidence ?? Number.NaN)} sure, ${percent(accuracy ?? Number.NaN)} right, n = ${count(n)}`;
}

function describe({ name, bins }: ReliabilityCurve): string {
  const n = bins.reduce((sum, bin) => sum + bin.count, 0);
  const mean = (of: "confidence" | "accuracy") =>
    bins.reduce((sum, bin) => sum + bin.count * (bin[of] ?? 0), 0) / n;
  return `${name}: ${percent(mean("confidence"))} sure, ${percent(mean("accuracy"))} right on average, n = ${count(n)}`;
}
