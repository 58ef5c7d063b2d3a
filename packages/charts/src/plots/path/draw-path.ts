import { ticks } from "d3";
import { frameOf, pathThrough } from "../frame.js";
import { DASHED } from "../legend.js";
import { pointMark } from "../marks.js";
import { HALO, type SvgNode, svgNode, textNode } from "../svg/node.js";
import { fitText } from "../svg/text-width.js";
import type { PathPoint } from "./path.js";

/** Smallest range of the axes, so that a path of noise is not drawn large. */
const LEAST = 0.02;

/** The axes, the diagonal with a word on either side of it, and the path with its steps. */
export function drawPath(
  points: readonly PathPoint[],
  { width, height, x, y }: { width: number; height: number; x: string; y: string },
): SvgNode {
  const domain = rangeOf(points);
  const axis = (text: string) => ({
    domain,
    ticks: ticks(...domain, 5),
    format: (value: number) => value.toFixed(2).replace("-", "−"),
    label: `Cosine with “${text}”`,
  });
  const frame = frameOf({ width, height, x: axis(x), y: axis(y) });
  const places = points.map((point) => [frame.x(point.x), frame.y(point.y)] as const);
  const corner = { fill: "--ink-2", ...HALO };
  const most = 0.6 * frame.width;
  return frame.draw(
    [],
    [
      svgNode("path", {
        d: pathThrough([
          [0, frame.height],
          [frame.width, 0],
        ]),
        fill: "none",
        ...DASHED,
      }),
      textNode(fitText(`nearer to “${y}”`, most), 8, 16, corner),
      textNode(fitText(`nearer to “${x}”`, most), frame.width - 8, frame.height - 10, {
        ...corner,
        "text-anchor": "end",
      }),
      svgNode("path", { d: pathThrough(places), fill: "none", stroke: "--ink-3", "stroke-width": 1.5 }),
      ...points.map((point, i) => {
        const wins = point.x >= point.y;
        const color = wins ? "--category-1" : "--category-2";
        const shape = wins ? "circle" : "square";
        return svgNode(
          "g",
          { transform: `translate(${places[i].map((each) => each.toFixed(2)).join(",")})` },
          [
            pointMark({ color, shape, radius: 4.5, hollow: i > 0 && i < points.length - 1 }),
            textNode(point.step, 8, -6, { "font-weight": 600, ...HALO }),
          ],
          { label: sayPoint(point, { x, y }), datum: point },
        );
      }),
    ],
  );
}

/** One range for both axes. */
function rangeOf(points: readonly PathPoint[]): [number, number] {
  const all = points.flatMap(({ x, y }) => [x, y]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const margin = Math.max(0.12 * (high - low), (LEAST - (high - low)) / 2);
  return [low - margin, high + margin];
}

/** A sentence with a step's numbers. */
export function sayPoint({ step, x, y, prediction }: PathPoint, texts: { x: string; y: string }): string {
  const taken = prediction === undefined ? "" : `, taken for “${prediction}”`;
  return `step ${step}: cosine ${x.toFixed(3)} with “${texts.x}”, ${y.toFixed(3)} with “${texts.y}”${taken}`;
}
