import { extent } from "d3";
import { type Axis, frameOf, pathThrough } from "../frame.js";
import { DASHED } from "../legend.js";
import type { PointStyle } from "../marks.js";
import { HALO, type SvgNode, svgNode, textNode } from "../svg/node.js";
import { fitText, textWidth } from "../svg/text-width.js";
import { stepAxis, stepPosition, stepTicks, type TrainingAxis, valueAxis } from "./axes.js";
import { sayPoint, type TrainingMarker, type TrainingMetric, type TrainingScale } from "./run.js";
import { positionOn, type Series, thinned } from "./series.js";
import type { TrainingMark } from "./training.js";

const HEIGHT = 200;
/** Points drawn of a curve, and those that can be pointed to. */
const DRAWN = 1000;
const POINTED = 60;

export interface PanelLook {
  metric: TrainingMetric;
  width: number;
  lastStep: number;
  stepScale: TrainingScale;
  scale: TrainingScale;
  markers: readonly TrainingMarker[];
  /** Whether the markers have names. */
  named: boolean;
  styleOf(run: string): PointStyle;
}

/** A metric of all runs against the step: raw values faint, smoothed ones as a line. */
export function drawPanel(curves: readonly { name: string; series: Series }[], look: PanelLook): SvgNode {
  const { metric, width, stepScale, scale, lastStep } = look;
  const finite = curves.flatMap(({ series }) =>
    extent(series.values.filter((value) => drawable(value, scale))),
  );
  const [low = 0, high = 1] = extent(finite.filter((each) => each !== undefined));
  const x = stepAxis(lastStep, stepScale, stepTicks(width, lastStep));
  const y = valueAxis(metric, scale, [low, high]);
  const frame = frameOf({
    width,
    height: HEIGHT,
    x: { ...axisOf(x), grid: false, label: "Step" },
    y: axisOf(y),
  });
  const at = (series: Series, values: readonly number[], i: number) =>
    [frame.x(stepPosition(stepScale, series.steps[i])), frame.y(positionOn(scale, values[i]))] as const;
  const line = (series: Series, values: readonly number[], color: string, opacity: number) =>
    svgNode("path", {
      d: pathThrough(thinned(values, DRAWN).map((i) => at(series, values, i))),
      fill: "none",
      stroke: color,
      "stroke-width": opacity < 1 ? 1 : 1.75,
      "stroke-opacity": opacity,
      "stroke-linejoin": "round",
    });
  return frame.draw(
    curves.flatMap(({ name, series }) => {
      const { color } = look.styleOf(name);
      return series.isSmoothed
        ? [line(series, series.values, color, 0.28), line(series, series.smooth, color, 1)]
        : [line(series, series.values, color, 1)];
    }),
    [
      ...markers(look, (step) => frame.x(stepPosition(stepScale, step)), frame.width, frame.height),
      ...curves.flatMap((curve) => [
        ...pointed(curve, look, (i) => at(curve.series, shownOf(curve.series), i)),
      ]),
    ],
  );
}

const shownOf = (series: Series) => (series.isSmoothed ? series.smooth : series.values);
const drawable = (value: number, scale: TrainingScale) => Number.isFinite(positionOn(scale, value));
const axisOf = ({ domain, ticks, format }: TrainingAxis): Axis => ({ domain, ticks, format });

/** Points that say their values: all of a short curve, which are dots, and some of a long one, which are not drawn. */
function* pointed(
  { name, series }: { name: string; series: Series },
  { metric, styleOf, scale }: PanelLook,
  at: (index: number) => readonly [x: number, y: number],
): Generator<SvgNode> {
  const stride = Math.ceil(series.length / POINTED);
  for (let i = (series.length - 1) % stride; i < series.length; i += stride) {
    const value = series.values[i];
    if (!drawable(series.shown(i), scale)) continue;
    const [cx, cy] = at(i);
    const dot = svgNode("circle", {
      cx,
      cy,
      r: 2.5,
      fill: styleOf(name).color,
      "fill-opacity": Number(series.isDotted),
    });
    const datum: TrainingMark = {
      run: name,
      metric,
      step: series.steps[i],
      value,
      smoothed: series.shown(i),
    };
    yield svgNode("g", {}, [dot], {
      label: sayPoint(metric, name, series.steps[i], value, series.shown(i)),
      datum,
    });
  }
}

/** Lines at changes, named at the right of them or, near the end, at their left. */
function* markers(
  { markers: all, named }: PanelLook,
  x: (step: number) => number,
  width: number,
  height: number,
): Generator<SvgNode> {
  for (const [i, { step, label }] of all.entries()) {
    const at = x(step);
    yield svgNode("line", { x1: at, x2: at, y1: 0, y2: height, ...DASHED });
    if (!named) continue;
    const leftward = at + 4 + textWidth(label) > width && at > width / 2;
    yield textNode(
      fitText(label, leftward ? at - 4 : width - at - 4),
      at + (leftward ? -4 : 4),
      10 + 14 * (i % 3),
      {
        fill: "--ink-2",
        "text-anchor": leftward ? "end" : "start",
        ...HALO,
      },
    );
  }
}
