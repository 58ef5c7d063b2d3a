import { effectiveRobustness, expectedAccuracy, expit, logit } from "@clipscope/toolkit/robustness";
import { percent } from "../../format.js";
import { frameOf, pathBetween, pathThrough } from "../frame.js";
import { BAND, DASHED, SOLID } from "../legend.js";
import { hasLogit, type LogitRange, logitTick, logitTicks } from "../logit-axis.js";
import { type PointStyle, pointMark } from "../marks.js";
import { group, HALO, type SvgNode, svgNode, textNode } from "../svg/node.js";
import { textWidth } from "../svg/text-width.js";
import type {
  AccuracyPoint,
  ComparedPoint,
  FittedPanel,
  Interval,
  RobustnessMark,
  RobustnessPanel,
  RobustnessRole,
} from "./panel.js";

export interface PanelLook {
  width: number;
  height: number;
  /** Ranges of both axes, in logits. */
  x: LogitRange;
  y: LogitRange;
  xLabel?: string;
  yLabel?: string;
  styleOf(series: string): PointStyle;
  /** Names written beside their points. */
  labeled: ReadonlySet<string>;
}

/**
 * Accuracy under a shift against accuracy on the reference, on logit axes: the baseline with its line and band,
 * a dashed y = x, and the compared models with their intervals and regions.
 */
export function drawPanel(panel: FittedPanel, source: RobustnessPanel, look: PanelLook): SvgNode {
  const { width, height, x, y, styleOf, labeled } = look;
  const axis = (domain: LogitRange, most: number, label?: string) => ({
    domain,
    ticks: logitTicks(domain, most).map(logit),
    format: (at: number) => logitTick(expit(at)),
    ...(label && { label }),
  });
  const frame = frameOf({
    width,
    height,
    x: axis(x, width / 55, look.xLabel),
    y: axis(y, height / 36, look.yLabel),
  });
  const at = (point: AccuracyPoint) => [frame.x(logit(point.x)), frame.y(logit(point.y))] as const;
  const { line } = panel;
  const inside = (place: number) => Math.max(0, Math.min(frame.height, place));
  const [from, to] = x.map((each) => {
    const expected = line ? logit(expectedAccuracy(line, expit(each))) : Number.NaN;
    return [frame.x(each), frame.y(expected)] as const;
  });
  const fitted = line && within(from, to, frame.height);
  const ends = [Math.max(x[0], y[0]), Math.min(x[1], y[1])];
  const target = (role: RobustnessRole, point: ComparedPoint) => {
    const datum: RobustnessMark = { panel: source, role, point };
    return { label: describePoint(point), datum, ...(role !== "model" && { isLast: true }) };
  };
  const dots = (role: RobustnessRole, points: readonly AccuracyPoint[], opacity: number) =>
    points.filter(drawn).map((point) => {
      const [cx, cy] = at(point);
      const known = { ...point, ...(line && { effective: { value: effectiveRobustness(point, line) } }) };
      const look = { cx, cy, r: 2.5, fill: "--ink-3", "fill-opacity": opacity };
      return svgNode("circle", look, [], target(role, known));
    });
  const models = panel.models.filter(drawn);
  /** One mark for all models of a series. */
  const marks = new Map<string, readonly SvgNode[]>();
  return frame.draw(
    [
      svgNode("path", {
        d: pathBetween(
          panel.band.map((each) => [
            frame.x(logit(each.x)),
            inside(frame.y(logit(each.low))),
            inside(frame.y(logit(each.high))),
          ]),
        ),
        ...BAND,
      }),
      svgNode("path", {
        d: pathThrough(ends.map((each) => [frame.x(each), frame.y(each)])),
        fill: "none",
        ...DASHED,
      }),
      fitted && svgNode("path", { d: pathThrough(fitted), fill: "none", ...SOLID }),
      ...models.map((model) => regionOf(model, frame, styleOf(model.series).color)),
      ...dots("other", panel.others, 0.28),
      ...dots("baseline", panel.baseline, 0.75),
      ...models.flatMap((model) => intervals(model, frame, styleOf(model.series).color)),
    ],
    [
      ...models.map((model) => {
        const [x, y] = at(model).map((each) => each.toFixed(2));
        const own = marks.get(model.series) ?? [pointMark(styleOf(model.series))];
        marks.set(model.series, own);
        return svgNode("g", { transform: `translate(${x},${y})` }, own, target("model", model));
      }),
      ...[...panel.others, ...panel.baseline, ...models]
        .filter((point) => drawn(point) && labeled.has(point.name))
        .map((point) => nameBeside(point.name, at(point))),
    ],
  );
}

type Place = readonly [x: number, y: number];

/** The part of a straight line between two places that is in a frame of this height; undefined if none is. */
function within(from: Place, to: Place, height: number): Place[] | undefined {
  const rise = to[1] - from[1];
  const shares = [0, height].map((y) => (rise === 0 ? Number(y > from[1]) : (y - from[1]) / rise));
  const ends = [Math.max(0, Math.min(...shares)), Math.min(1, Math.max(...shares))];
  if (rise === 0 ? from[1] < 0 || from[1] > height : ends[0] > ends[1]) return undefined;
  return ends.map((share) => [from[0] + share * (to[0] - from[0]), from[1] + share * rise]);
}

/** Whether a point has a place on logit axes: none at exactly 0 or 1 has. */
export const drawn = ({ x, y }: Pick<AccuracyPoint, "x" | "y">) => hasLogit(x) && hasLogit(y);

/** The name at the upper left of a point, or at its upper right if there is no room. */
function nameBeside(name: string, [x, y]: readonly [number, number]): SvgNode {
  const fits = textWidth(name) <= x - 9 + 30;
  return group(x, y, [textNode(name, fits ? -9 : 9, -9, { "text-anchor": fits ? "end" : "start", ...HALO })]);
}

function regionOf(
  { region = [] }: ComparedPoint,
  frame: ReturnType<typeof frameOf>,
  color: string,
): SvgNode | undefined {
  const inside = region.filter(drawn);
  if (inside.length < 3) return undefined;
  const d = `${pathThrough(inside.map(({ x, y }) => [frame.x(logit(x)), frame.y(logit(y))]))}Z`;
  return svgNode("path", { d, fill: color, "fill-opacity": 0.1, stroke: color, "stroke-opacity": 0.45 });
}

function intervals(
  { x, y, xInterval, yInterval }: ComparedPoint,
  frame: ReturnType<typeof frameOf>,
  color: string,
): SvgNode[] {
  const look = { stroke: color, "stroke-width": 1.5, "stroke-opacity": 0.6 };
  const [cx, cy] = [frame.x(logit(x)), frame.y(logit(y))];
  const spanX = xInterval && span(xInterval, frame.x, frame.width);
  const spanY = yInterval && span(yInterval, frame.y, frame.height);
  return [
    ...(spanX ? [svgNode("line", { x1: spanX[0], x2: spanX[1], y1: cy, y2: cy, ...look })] : []),
    ...(spanY ? [svgNode("line", { x1: cx, x2: cx, y1: spanY[0], y2: spanY[1], ...look })] : []),
  ];
}

/** An interval in pixels, ending just outside the frame where it goes on. */
function span(ends: Interval, place: (value: number) => number, length: number): number[] {
  return ends.map((p) => Math.max(-1, Math.min(length + 1, place(Math.max(-50, Math.min(50, logit(p)))))));
}

/** A sentence with a model's results. */
export function describePoint({ name, x, y, yInterval, effective }: ComparedPoint): string {
  const range = yInterval ? ` (${percent(yInterval[0])} to ${percent(yInterval[1])})` : "";
  const points = effective && `${(100 * Math.abs(effective.value)).toFixed(1)} points`;
  const side = effective && effective.value < 0 ? "below" : "above";
  return `${name}: ${percent(x)} → ${percent(y)}${range}${points ? `, ${points} ${side} the line` : ""}`;
}
