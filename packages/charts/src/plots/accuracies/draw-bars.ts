import { ticks } from "d3";
import { percent } from "../../format.js";
import { widthOf } from "../chart.js";
import { DASHED } from "../legend.js";
import { pointMark } from "../marks.js";
import { group, HALO, type SvgNode, svgNode, textNode } from "../svg/node.js";
import { fitText, textWidth } from "../svg/text-width.js";
import type { AccuracyBar } from "./accuracy-bars.js";

const ROW = 27;

export interface BarsLook {
  /** What is measured. */
  label: string;
  mark: "dot" | "bar";
  /** A value to compare with: a dashed line across all. */
  line?: { value: number; label: string };
  width?: number;
  /** Upper end of the axis. Default: fits the data. */
  most?: number;
}

/** A line for each accuracy: its title, mark and interval on one axis, and its value. */
export function drawBars(bars: readonly AccuracyBar[], look: BarsLook): SvgNode {
  const full = widthOf(look, "accuracyBars");
  const { label, mark, line } = look;
  const names = Math.min(0.42 * full, Math.max(...bars.map(({ title }) => textWidth(title))));
  const left = names + 12;
  const notes = full >= 520;
  const said = bars.map((bar) => valueText(bar, notes));
  const [top, bottom] = [line === undefined ? 4 : 20, 42];
  const height = ROW * bars.length;
  const known = bars.some(({ value }) => value !== undefined);
  const highest = known
    ? Math.max(line?.value ?? 0, 0.01, ...bars.map(({ value = 0, high = value }) => high))
    : 1;
  const { most = Math.min(1, 1.04 * highest) } = look;
  // The widest axis that leaves room for the texts beside the marks; those of short bars need none at the right end.
  const rooms = bars.map(
    ({ value = 0, high = value }, i) => (full - left - 12 - textWidth(said[i])) * (most / high),
  );
  const width = Math.max(40, Math.min(full - left - 20, ...rooms));
  const x = (value: number) => (Math.min(value, most) / most) * width;
  const axis = ticks(0, most, Math.max(2, Math.min(6, width / 60))).flatMap((tick) => [
    svgNode("line", { x1: x(tick), x2: x(tick), y1: 0, y2: height, stroke: "--line" }),
    textNode(percent(tick, Number.isInteger(Math.round(tick * 1e6) / 1e4) ? 0 : 1), x(tick), height + 17, {
      fill: "--ink-2",
      "text-anchor": "middle",
    }),
  ]);
  return svgNode("svg", { width: full, height: top + height + bottom }, [
    group(left, top, [
      ...axis,
      textNode(fitText(label, width + left), width, height + 36, { fill: "--ink-2", "text-anchor": "end" }),
      ...(line === undefined
        ? []
        : [
            svgNode("line", { x1: x(line.value), x2: x(line.value), y1: 0, y2: height, ...DASHED }),
            textNode(line.label, x(line.value), -8, { fill: "--ink-2", "text-anchor": "middle" }),
          ]),
      ...bars.map((bar, i) =>
        group(0, ROW * (i + 0.5), [
          textNode(fitText(bar.title, names), -12, 4, { "text-anchor": "end" }),
          ...(bar.value === undefined ? [missing()] : marked(bar, bar.value, said[i], x, mark)),
        ]),
      ),
    ]),
  ]);
}

const missing = () => textNode("not computed", 8, 4, { fill: "--ink-2", ...HALO });

function marked(
  bar: AccuracyBar,
  value: number,
  said: string,
  x: (value: number) => number,
  mark: "dot" | "bar",
): SvgNode[] {
  const { low, high, hollow = false } = bar;
  const color = hollow ? "--ink-3" : "--right";
  const interval =
    low !== undefined && high !== undefined
      ? svgNode("line", {
          x1: x(low),
          x2: x(high),
          y1: 0,
          y2: 0,
          stroke: mark === "bar" ? "--ink" : color,
          "stroke-width": mark === "bar" ? 1.5 : 3,
          "stroke-opacity": mark === "bar" ? 0.7 : 0.45,
        })
      : undefined;
  const shape =
    mark === "bar"
      ? svgNode("rect", {
          x: 0,
          y: -8,
          width: Math.max(0.5, x(value)),
          height: 16,
          fill: hollow ? "--surface" : color,
          stroke: color,
        })
      : group(x(value), 0, [pointMark({ color, shape: "circle", hollow, radius: 5.5 })]);
  const target = { label: sayBar(bar), datum: bar };
  return [
    ...(mark === "dot" && interval ? [interval] : []),
    svgNode("g", {}, [shape], target),
    ...(mark === "bar" && interval ? [interval] : []),
    textNode(said, x(high ?? value) + 10, 4),
  ];
}

function valueText({ value, note }: AccuracyBar, notes: boolean): string {
  if (value === undefined) return "";
  return `${percent(value)}${note && notes ? `  ${note}` : ""}`;
}

/** Describes an accuracy and its numbers in a sentence. */
export function sayBar({ title, value, low, high, n, note }: AccuracyBar): string {
  if (value === undefined) return `${title}: not computed`;
  const range = low === undefined || high === undefined ? "" : ` (${percent(low)} to ${percent(high)})`;
  return `${title}: ${percent(value)}${range}${n === undefined ? "" : `, n = ${n}`}${note ? `, ${note}` : ""}`;
}
