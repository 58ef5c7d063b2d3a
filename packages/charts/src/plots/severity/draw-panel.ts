import { percent } from "../../format.js";
import { frameOf, pathBetween, pathThrough } from "../frame.js";
import { type PointStyle, pointMark } from "../marks.js";
import { HALO, type SvgNode, svgNode, textNode } from "../svg/node.js";
import type { SeverityMark, SeverityPanel, SeverityPoint } from "./panel.js";

const HEIGHT = 148;

/** One kind's curves with their bands; "not computed" in their place without any. */
export function drawPanel(
  panel: SeverityPanel,
  look: { width: number; most: number; highest: number; styleOf(name: string): PointStyle },
): SvgNode {
  const { width, most, highest, styleOf } = look;
  const step = highest > 0.6 ? 0.25 : highest > 0.2 ? 0.2 : 0.05;
  const known = panel.curves.some(({ points }) => points.length > 0);
  const frame = frameOf({
    width,
    height: HEIGHT,
    x: {
      domain: [0, most],
      ticks: Array.from({ length: most + 1 }, (_, i) => i),
      format: String,
      grid: false,
    },
    y: {
      domain: [0, highest],
      ticks: Array.from({ length: Math.floor(highest / step + 1e-9) + 1 }, (_, i) => i * step),
      format: (value) => percent(value, 0),
      // "not computed" stands in the middle of an empty plot, where a grid line would cross it.
      grid: known,
    },
  });
  const at = ({ severity: level, value }: SeverityPoint) => [frame.x(level), frame.y(value)] as const;
  return frame.draw(
    [],
    [
      ...panel.curves.flatMap(({ name, points }) => {
        const { color } = styleOf(name);
        const band = points.flatMap(({ severity: level, low, high }) =>
          low === undefined || high === undefined
            ? []
            : [[frame.x(level), frame.y(low), frame.y(high)] as const],
        );
        return [
          svgNode("path", { d: pathBetween(band), fill: color, "fill-opacity": 0.1 }),
          svgNode("path", {
            d: pathThrough(points.map(at)),
            fill: "none",
            stroke: color,
            "stroke-width": 1.5,
          }),
        ];
      }),
      ...panel.curves.flatMap((curve) =>
        curve.points.map((point) => {
          const datum: SeverityMark = { panel, curve, point };
          const [x, y] = at(point).map((each) => each.toFixed(2));
          return svgNode(
            "g",
            { transform: `translate(${x},${y})` },
            [pointMark({ ...styleOf(curve.name), radius: 2.75 })],
            { label: say(panel.title, curve.name, point), datum },
          );
        }),
      ),
      known
        ? undefined
        : textNode("not computed", frame.width / 2, frame.height / 2 + 4, {
            fill: "--ink-2",
            "text-anchor": "middle",
            ...HALO,
          }),
    ],
  );
}

function say(title: string, name: string, { severity: level, value, low, high }: SeverityPoint): string {
  const range = low === undefined || high === undefined ? "" : ` (${percent(low)} to ${percent(high)})`;
  return `${title}, ${name}, severity ${level}: ${percent(value)}${range}`;
}
