import { extent, nice, ticks } from "d3";
import { count, percent } from "../../format.js";
import { type Frame, frameOf, pathBetween, pathThrough } from "../frame.js";
import { DASHED, legendOf, lineKey, pointKey } from "../legend.js";
import { type PointStyle, pointMark } from "../marks.js";
import { group, HALO, round, type SvgNode, svgNode, textNode } from "../svg/node.js";
import { fitText, textWidth } from "../svg/text-width.js";
import { crossingWords, type FewShotCrossing, type FewShotMean, sayCrossing, sayMean } from "./crossing.js";
import type { FewShotMark } from "./few-shot.js";

export interface FewShotDrawing {
  name: string;
  style: PointStyle;
  means: readonly FewShotMean[];
  crossing?: FewShotCrossing;
}

/** Curves up to which crossings are named in the plot; those of more stand in the legend. */
const NAMED = 2;

export function drawFewShot(
  curves: readonly FewShotDrawing[],
  { width, label, zeroShot }: { width: number; label: string; zeroShot: number | undefined },
): SvgNode {
  const named = curves.length <= NAMED;
  const legend = legendOf(
    [
      ...curves.map(({ name, style, crossing }) =>
        pointKey(
          crossing && !named ? `${name}: ${Object.values(crossingWords(crossing)).join(" ").trim()}` : name,
          style,
        ),
      ),
      ...(zeroShot === undefined
        ? []
        : [
            lineKey(
              `zero-shot, ${percent(zeroShot)}${named ? "" : "; beside names: its labels a class"}`,
              "dashed",
            ),
          ]),
      ...(curves.some(({ means }) => means.some(({ seeds }) => seeds > 1))
        ? [{ label: "line: mean over seeds; band: 95% bootstrap" }]
        : []),
    ],
    width,
  );
  const frame = frameFor(curves, { width, label, zeroShot });
  const at = (shots: number) => frame.x(Math.log2(shots));
  const plot = frame.draw(
    [
      zeroShot === undefined ? undefined : across(frame, zeroShot),
      ...curves.map((curve) => band(curve, frame, at)),
      ...curves.map(({ means, style }) =>
        svgNode("path", {
          d: pathThrough(means.map(({ shots, mean }) => [at(shots), frame.y(mean)])),
          fill: "none",
          stroke: style.color,
          "stroke-width": 1.75,
        }),
      ),
    ],
    [
      ...curves.flatMap((curve) => points(curve, frame, at)),
      ...(zeroShot === undefined
        ? []
        : fewestLast(curves).flatMap((curve, i) =>
            crossingOf(curve, zeroShot, frame, at, named ? i : undefined),
          )),
      curves.some(({ means }) => means.length > 0)
        ? undefined
        : textNode("not computed", frame.width / 2, frame.height / 2 + 4, {
            fill: "--ink-2",
            "text-anchor": "middle",
            ...HALO,
          }),
    ],
  );
  const top = legend.height + 14;
  const { height } = plot.attributes as { height: number };
  return svgNode("svg", { width, height: top + height }, [
    ...legend.nodes,
    group(
      0,
      top,
      plot.children.filter((child) => typeof child !== "string"),
    ),
  ]);
}

/** The crossings from right to left, so that words to the right of one do not lie on the line of the next. */
function fewestLast(curves: readonly FewShotDrawing[]): FewShotDrawing[] {
  const shots = ({ crossing }: FewShotDrawing) => crossing?.shots ?? 0;
  return [...curves].sort((a, b) => (shots(a) === shots(b) ? 0 : shots(b) - shots(a)));
}

function frameFor(
  curves: readonly FewShotDrawing[],
  { width, label, zeroShot }: { width: number; label: string; zeroShot: number | undefined },
): Frame {
  const means = curves.flatMap((curve) => curve.means);
  const values = means.flatMap(({ mean, low = mean, high = mean }) => [low, high]);
  const [least = 0, most = 1] = extent(zeroShot === undefined ? values : [...values, zeroShot]);
  const [low, high] = nice(Math.max(0, least - 0.02), Math.min(1, most + 0.02), 5);
  const shots = [...new Set(means.map((point) => point.shots))].sort((a, b) => a - b);
  const [first = 1, last = 16] = [shots[0], shots.at(-1)];
  return frameOf({
    width,
    height: Math.round(Math.min(360, Math.max(220, 0.6 * width))),
    x: {
      domain: [Math.log2(first) - 0.2, Math.log2(last) + 0.2],
      ticks: apart(shots, width / (Math.log2(last / first) + 0.4 || 1)).map(Math.log2),
      format: (position) => count(2 ** position),
      label: "Labels per class",
      grid: false,
    },
    y: { domain: [low, Math.min(1, high)], ticks: ticks(low, Math.min(1, high), 5), format: tick, label },
  });
}

/** Numbers of labels that have room for their ticks, `unit` pixels being a doubling. */
function apart(shots: readonly number[], unit: number): number[] {
  const kept: number[] = [];
  for (const each of shots) {
    const last = kept.at(-1);
    if (last === undefined || Math.log2(each / last) * unit >= 26) kept.push(each);
  }
  return kept;
}

const tick = (value: number) => percent(value, Number.isInteger(Math.round(value * 1e6) / 1e4) ? 0 : 1);

const across = ({ width, y }: Frame, value: number) =>
  svgNode("line", { x1: 0, x2: width, y1: y(value), y2: y(value), ...DASHED });

function band({ means, style }: FewShotDrawing, frame: Frame, at: (shots: number) => number): SvgNode {
  const ends = means.flatMap(({ shots, low, high }) =>
    low === undefined || high === undefined ? [] : [[at(shots), frame.y(low), frame.y(high)] as const],
  );
  return svgNode("path", { d: pathBetween(ends), fill: style.color, "fill-opacity": 0.14 });
}

function points(
  { name, means, style }: FewShotDrawing,
  frame: Frame,
  at: (shots: number) => number,
): SvgNode[] {
  return means.map((mean) => {
    const datum: FewShotMark = { name, shots: mean.shots, mean: mean.mean, crossing: false };
    const transform = `translate(${round(at(mean.shots))},${round(frame.y(mean.mean))})`;
    return svgNode("g", { transform }, [pointMark({ ...style, radius: 4.5 })], {
      label: sayMean(name, mean, percent),
      datum,
    });
  });
}

/** A curve's crossing with the zero-shot line: its interval on the line, a line down to the axis, and its words. */
function crossingOf(
  { name, style, crossing }: FewShotDrawing,
  zeroShot: number,
  frame: Frame,
  at: (shots: number) => number,
  place: number | undefined,
): SvgNode[] {
  if (!crossing) return [];
  const [least, most] = crossing.tried;
  const y = frame.y(zeroShot);
  const inside = (shots: number) => at(Math.min(most * 2 ** 0.2, Math.max(least * 2 ** -0.2, shots)));
  const { shots, low = shots, high = shots } = crossing;
  const words = `zero-shot ${sayCrossing(crossing)}`;
  const nodes: SvgNode[] = [];
  if (low < high) {
    nodes.push(
      svgNode("line", {
        x1: inside(low),
        x2: inside(high),
        y1: y,
        y2: y,
        stroke: style.color,
        "stroke-width": 4,
        "stroke-opacity": 0.5,
      }),
    );
  }
  if (Number.isFinite(shots)) {
    const x = inside(shots);
    const datum: FewShotMark = { name, shots, mean: zeroShot, crossing: true };
    nodes.push(
      svgNode("line", {
        x1: x,
        x2: x,
        y1: y,
        y2: frame.height,
        stroke: style.color,
        "stroke-width": 1,
        "stroke-dasharray": "2 3",
      }),
      svgNode(
        "g",
        { transform: `translate(${round(x)},${round(y)})` },
        [
          svgNode("circle", { r: 6, fill: "--surface", stroke: style.color, "stroke-width": 2 }),
          svgNode("circle", { r: 2, fill: style.color }),
        ],
        { label: `${name}: ${words}`, datum },
      ),
    );
  }
  if (place !== undefined) nodes.push(...wordsOf(crossing, place, inside(shots), y, frame));
  return nodes;
}

/**
 * The words of a crossing: at the foot of its line, where curves that rise leave room, or at the right end of the
 * zero-shot line if it is never reached.
 */
function wordsOf(crossing: FewShotCrossing, place: number, x: number, y: number, frame: Frame): SvgNode[] {
  const [first, second] = sayCrossing(crossing).split(/ (?=\()/);
  const lines = second === undefined ? [first] : [first, second];
  const room = Math.max(...lines.map((line) => textWidth(line)));
  const never = !Number.isFinite(crossing.shots);
  const rightward = !never && x + 6 + room <= frame.width;
  const left = rightward ? x + 6 : never ? frame.width - 4 : Math.max(room, x - 6);
  const bottom = never ? y - 6 - 16 * place : frame.height - 8 - 32 * place;
  return lines.map((line, i) =>
    textNode(fitText(line, frame.width), left, bottom - 15 * (lines.length - 1 - i), {
      "text-anchor": rightward ? "start" : "end",
      ...HALO,
    }),
  );
}
