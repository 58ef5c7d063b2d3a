import { group, type SvgNode, svgNode, textNode } from "./svg/node.js";
import { fitText, textWidth } from "./svg/text-width.js";

/** An axis: its range of values, and its ticks. */
export interface Axis {
  /** The values at the left or lower end and at the opposite end. */
  domain: readonly [low: number, high: number];
  ticks: readonly number[];
  format(value: number): string;
  /** What the axis measures; not drawn if empty. */
  label?: string;
  /** Whether ticks have grid lines. Default true. */
  grid?: boolean;
}

/** The inside of two axes: positions in pixels, and the space they leave. */
export interface Frame {
  x(value: number): number;
  y(value: number): number;
  width: number;
  height: number;
  /** The finished plot: axes, then `inside` cut at the frame, then `above` uncut. */
  draw(inside: readonly (SvgNode | undefined)[], above?: readonly (SvgNode | undefined)[]): SvgNode;
}

const INK = { fill: "--ink-2" };

/** Two axes in a rectangle. The margins are as wide as the ticks need, or `left` and `right` if that is more. */
export function frameOf(size: {
  width: number;
  height: number;
  x: Axis;
  y: Axis;
  left?: number;
  right?: number;
}): Frame {
  const { x: xAxis, y: yAxis } = size;
  const left = Math.max(size.left ?? 18, leftOf(yAxis));
  const right = Math.max(size.right ?? 12, rightOf(xAxis, size.width - left));
  const top = yAxis.label ? 24 : 8;
  const bottom = xAxis.label ? 42 : 24;
  const width = Math.max(1, size.width - left - right);
  const height = Math.max(1, size.height - top - bottom);
  const x = (value: number) => along(xAxis, value) * width;
  const y = (value: number) => (1 - along(yAxis, value)) * height;
  const axes = [
    ...yAxis.ticks.flatMap((tick) => [
      grid(yAxis, { x1: 0, x2: width, y1: y(tick), y2: y(tick) }),
      textNode(yAxis.format(tick), -8, y(tick) + 4, { ...INK, "text-anchor": "end" }),
    ]),
    ...xAxis.ticks.flatMap((tick) => [
      grid(xAxis, { x1: x(tick), x2: x(tick), y1: 0, y2: height }),
      textNode(xAxis.format(tick), x(tick), height + 17, { ...INK, "text-anchor": "middle" }),
    ]),
    yAxis.label ? textNode(fitText(yAxis.label, size.width), -left, -top + 12, INK) : undefined,
    xAxis.label
      ? textNode(fitText(xAxis.label, size.width), width, height + 36, { ...INK, "text-anchor": "end" })
      : undefined,
  ];
  return {
    x,
    y,
    width,
    height,
    draw: (inside, above = []) =>
      svgNode("svg", { width: size.width, height: size.height }, [
        group(left, top, [...axes, svgNode("svg", { width, height }, inside), ...above]),
      ]),
  };
}

const along = ({ domain: [low, high] }: Axis, value: number) => (value - low) / (high - low || 1);

/** The room that the last tick's label needs beyond an axis in about `width` pixels. */
function rightOf(axis: Axis, width: number): number {
  const last = axis.ticks.at(-1);
  if (last === undefined) return 0;
  return textWidth(axis.format(last)) / 2 + 1 - (1 - along(axis, last)) * (width - 12);
}

/** The room that an axis's ticks need beside it. */
export function leftOf({ ticks, format }: Pick<Axis, "ticks" | "format">): number {
  return 10 + Math.max(0, ...ticks.map((tick) => textWidth(format(tick))));
}

function grid({ grid = true }: Axis, ends: Record<string, number>): SvgNode | undefined {
  return grid ? svgNode("line", { ...ends, stroke: "--line", "stroke-width": 1 }) : undefined;
}

/** Path data of a line through points in pixels; NaN breaks the line. */
export function pathThrough(points: readonly (readonly [x: number, y: number])[]): string {
  let text = "";
  let pen = "M";
  for (const [x, y] of points) {
    const drawn = Number.isFinite(x) && Number.isFinite(y);
    if (drawn) text += `${pen}${x.toFixed(2)},${y.toFixed(2)}`;
    pen = drawn ? "L" : "M";
  }
  return text;
}

/** Path data of the area between two lines with the same x. */
export function pathBetween(points: readonly (readonly [x: number, low: number, high: number])[]): string {
  if (points.length === 0) return "";
  const upper = points.map(([x, , high]) => [x, high] as const);
  const lower = points.map(([x, low]) => [x, low] as const).toReversed();
  return `${pathThrough([...upper, ...lower])}Z`;
}
