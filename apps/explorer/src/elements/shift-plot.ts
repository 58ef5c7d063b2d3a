import { percent } from "@clipscope/charts";
import { expectedAccuracy, expit, logit } from "@clipscope/toolkit";
import * as Plot from "@observablehq/plot";
import { logitTicks, type ShiftPanel, type ShiftPoint } from "../lib/shift-panel.js";

/** Appearance of a model. */
export interface PointStyle {
  color: string;
  symbol: "circle" | "diamond" | "square" | "triangle";
  /** Whether the mark is unfilled. */
  hollow?: boolean;
  radius?: number;
}

export interface ShiftPlotOptions {
  width: number;
  height: number;
  /** Ranges of both axes, in logits. */
  x: readonly [low: number, high: number];
  y: readonly [low: number, high: number];
  /** Axis labels; "" omits the label. */
  xLabel: string;
  yLabel: string;
  styleOf(point: ShiftPoint): PointStyle;
  /** Names drawn beside their points. */
  labeled?: ReadonlySet<string>;
  /** Called with the point under the pointer or focus, and with undefined when it leaves. */
  onPoint?(point: ShiftPoint | undefined): void;
  /** Whether the models can be reached with the Tab key. */
  focusable?: boolean;
}

/**
 * Accuracy under a shift against accuracy on the reference, on logit axes: the baseline models, their line
 * and band, a dashed y = x, and the compared models with their intervals.
 */
export function shiftPlot(panel: ShiftPanel, options: ShiftPlotOptions): SVGSVGElement {
  const { width, height, x, y, xLabel, yLabel, styleOf, labeled, onPoint, focusable } = options;
  const shown = ({ x, y }: ShiftPoint) => Number.isFinite(logit(x)) && Number.isFinite(logit(y));
  const models = panel.models.filter(shown);
  const line = x.map((at) => ({ x: at, y: logit(expectedAccuracy(panel.line, expit(at))) }));
  const same = [Math.max(x[0], y[0]), Math.min(x[1], y[1])].map((at) => ({ x: at, y: at }));
  const within = ([low, high]: readonly [number, number], at: number) => Math.max(low, Math.min(high, at));
  const xOf = (point: { x: number }) => logit(point.x);
  const yOf = (point: { y: number }) => logit(point.y);
  const ofBaseline = (points: readonly ShiftPoint[], opacity: number) =>
    Plot.dot(points.filter(shown), {
      x: xOf,
      y: yOf,
      r: 2.5,
      fill: "var(--ink-3)",
      fillOpacity: opacity,
      clip: true,
    });
  const axis = (range: readonly [number, number], most: number) => ({
    domain: [...range],
    ticks: logitTicks(range, most).map(logit),
    tickFormat: (at: number) => percent(expit(at), expit(at) < 0.01 || expit(at) > 0.99 ? 1 : 0),
    grid: true,
    labelArrow: "none" as const,
  });
  const chart = Plot.plot({
    width,
    height,
    marginLeft: 44,
    marginRight: 10,
    marginTop: yLabel ? 24 : 8,
    marginBottom: xLabel ? 38 : 26,
    style: { fontFamily: "var(--sans)", fontSize: "12px", color: "var(--ink-2)", background: "none" },
    x: { ...axis(x, width / 55), label: xLabel || null, labelAnchor: "right" },
    y: { ...axis(y, height / 36), label: yLabel || null, labelAnchor: "top" },
    marks: [
      Plot.areaY(panel.band, {
        x: xOf,
        y1: ({ low }: { low: number }) => within(y, logit(low)),
        y2: ({ high }: { high: number }) => within(y, logit(high)),
        fill: "var(--ink-3)",
        fillOpacity: 0.16,
        clip: true,
      }),
      Plot.line(same, { x: "x", y: "y", stroke: "var(--ink-3)", strokeDasharray: "4 4" }),
      Plot.line(line, { x: "x", y: "y", stroke: "var(--ink-2)", strokeWidth: 1.5, clip: true }),
      ofBaseline(panel.others, 0.28),
      ofBaseline(panel.baseline, 0.75),
      ...bars(models, x, y, styleOf),
      ...models.map((point) => {
        const { color, symbol, hollow, radius = 5 } = styleOf(point);
        return Plot.dot([point], {
          x: xOf,
          y: yOf,
          symbol,
          r: radius,
          stroke: color,
          strokeWidth: 1.5,
          fill: hollow ? "var(--surface)" : color,
          className: "model",
        });
      }),
      Plot.text(
        models.filter(({ name }) => labeled?.has(name)),
        { x: xOf, y: yOf, text: "name", dx: -9, dy: -9, textAnchor: "end", fill: "var(--ink)" },
      ),
    ],
  }) as SVGSVGElement;
  for (const group of chart.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  chart.setAttribute("role", focusable ? "group" : "img");
  chart.setAttribute("aria-label", describePanel(panel));
  chart.querySelectorAll<SVGElement>(".model").forEach((mark, i) => {
    attach(mark, models[i], onPoint, focusable);
  });
  return chart;
}

/** Draws the intervals of x and y, clipped to the axes. */
function bars(
  models: readonly ShiftPoint[],
  x: readonly [number, number],
  y: readonly [number, number],
  styleOf: ShiftPlotOptions["styleOf"],
): Plot.Markish[] {
  const within = ([low, high]: readonly [number, number], p: number) =>
    Math.max(low, Math.min(high, logit(p)));
  const style = (d: ShiftPoint) => styleOf(d).color;
  const xs = models.filter(({ xInterval }) => xInterval);
  const ys = models.filter(({ yInterval }) => yInterval);
  const look = { stroke: style, strokeWidth: 1.5, strokeOpacity: 0.6 };
  return [
    Plot.ruleY(xs, {
      y: (d) => logit(d.y),
      x1: (d) => within(x, d.xInterval?.[0] ?? d.x),
      x2: (d) => within(x, d.xInterval?.[1] ?? d.x),
      ...look,
    }),
    Plot.ruleX(ys, {
      x: (d) => logit(d.x),
      y1: (d) => within(y, d.yInterval?.[0] ?? d.y),
      y2: (d) => within(y, d.yInterval?.[1] ?? d.y),
      ...look,
    }),
  ];
}

function attach(
  mark: SVGElement,
  point: ShiftPoint,
  onPoint: ShiftPlotOptions["onPoint"],
  focusable = false,
): void {
  mark.setAttribute("aria-label", describePoint(point));
  mark.dataset.model = point.name;
  if (focusable) {
    mark.setAttribute("tabindex", "0");
    mark.setAttribute("role", "img");
    mark.addEventListener("focus", () => onPoint?.(point));
    mark.addEventListener("blur", () => onPoint?.(undefined));
  }
  mark.style.pointerEvents = "all";
  mark.addEventListener("pointerenter", () => onPoint?.(point));
  mark.addEventListener("pointerleave", () => onPoint?.(undefined));
}

/** A sentence with a model's results. */
export function describePoint({ name, x, y, yInterval, effective }: ShiftPoint): string {
  const range = yInterval ? ` (${percent(yInterval[0])} to ${percent(yInterval[1])})` : "";
  const points = effective && `${(100 * Math.abs(effective.value)).toFixed(1)} points`;
  const side = effective && effective.value < 0 ? "below" : "above";
  return `${name}: ${percent(x)} → ${percent(y)}${range}${points ? `, ${points} ${side} the line` : ""}`;
}

function describePanel({ title, line, models }: ShiftPanel): string {
  const said = models.slice(0, 6).map(describePoint).join("; ");
  const more = models.length > 6 ? `; and ${models.length - 6} more` : "";
  return `${title}: line through ${line.n} models, slope ${line.slope.toFixed(2)}, r² ${line.r2.toFixed(2)}. ${said}${more}`;
}
