import { count } from "../../format.js";
import type { Positions } from "../../geometry/placement.js";
import { legendOf } from "../legend.js";
import { group, HALO, round, type SvgNode, svgNode, textNode } from "../svg/node.js";
import { textWidth } from "../svg/text-width.js";
import type { ScatterOptions } from "./scatter.js";

/** How the points of a category look. */
export type ScatterShape = "circle" | "cross" | "square" | "triangle" | "diamond";

/** Outlines of a shape about 0, 0 with radius 1; a circle is a dot of a round pen instead. */
const OUTLINES: Record<Exclude<ScatterShape, "circle">, readonly (readonly [number, number])[]> = {
  square: [
    [-0.85, -0.85],
    [0.85, -0.85],
    [0.85, 0.85],
    [-0.85, 0.85],
  ],
  triangle: [
    [0, -1.1],
    [1.05, 0.8],
    [-1.05, 0.8],
  ],
  diamond: [
    [0, -1.15],
    [1.15, 0],
    [0, 1.15],
    [-1.15, 0],
  ],
  cross: [
    [-1, -0.6],
    [-0.6, -1],
    [0, -0.4],
    [0.6, -1],
    [1, -0.6],
    [0.4, 0],
    [1, 0.6],
    [0.6, 1],
    [0, 0.4],
    [-0.6, 1],
    [-1, 0.6],
    [-0.4, 0],
  ],
};

export function drawScatter(positions: Positions, width: number, options: ScatterOptions): SvgNode {
  const { codes, categories, labels = [] } = options;
  const view = options.view ?? boundsOf(positions);
  const [spanX, spanY] = [view.x[1] - view.x[0] || 1, view.y[1] - view.y[0] || 1];
  const height = Math.round(Math.max(0.4, Math.min(1.2, spanY / spanX)) * width);
  const { radius = Math.max(1, Math.min(3.5, 60 / Math.sqrt(positions.x.length + 1))) } = options;
  const inset = radius + 4;
  const scale = Math.min((width - 2 * inset) / spanX, (height - 2 * inset) / spanY);
  const place = (x: number, y: number) =>
    [
      width / 2 + (x - (view.x[0] + view.x[1]) / 2) * scale,
      height / 2 + (y - (view.y[0] + view.y[1]) / 2) * scale,
    ] as const;
  const ofCategory = [...categories, undefined].map(() => ({ text: [] as string[], n: 0 }));
  const shapeOf = (c: number) => categories[c]?.shape ?? "circle";
  for (let row = 0; row < positions.x.length; row++) {
    const c = codes[row] < 0 ? categories.length : codes[row];
    if (categories[c]?.hidden) continue;
    const [x, y] = place(positions.x[row], positions.y[row]);
    if (x < -radius || y < -radius || x > width + radius || y > height + radius) continue;
    ofCategory[c].text.push(pointPath(shapeOf(c), x, y, radius));
    ofCategory[c].n++;
  }
  const drawn = ofCategory.flatMap(({ text, n }, c) => {
    const { label = "no category", color = "--mute" } = categories[c] ?? {};
    return n === 0 ? [] : [{ label: `${label} (${count(n)})`, color, shape: shapeOf(c), d: text.join("") }];
  });
  const keys = legendOf(
    drawn.map(({ label, color, shape }) => ({
      label,
      mark: pen(shape, color, pointPath(shape, 0, 0, 5), 5),
    })),
    width,
  );
  const top = keys.height > 0 ? keys.height + 10 : 0;
  return svgNode("svg", { width, height: top + height }, [
    ...keys.nodes,
    group(0, top, [
      svgNode("svg", { width, height }, [
        ...drawn.map(({ shape, color, d }) => pen(shape, color, d, radius)),
        ...labels.flatMap((label) => wordAt(label, place(label.x, label.y), width, height)),
      ]),
    ]),
  ]);
}

/** The path of one point. */
function pointPath(shape: ScatterShape, x: number, y: number, radius: number): string {
  if (shape === "circle") return `M${tenth(x)},${tenth(y)}h0`;
  const corners = OUTLINES[shape].map(([dx, dy]) => `${tenth(x + dx * radius)},${tenth(y + dy * radius)}`);
  return `M${corners.join("L")}Z`;
}

const tenth = (value: number) => Math.round(value * 10) / 10;

/** Many points of one look as one path. */
function pen(shape: ScatterShape, color: string, d: string, radius: number): SvgNode {
  const look =
    shape === "circle"
      ? { fill: "none", stroke: color, "stroke-width": round(2 * radius), "stroke-linecap": "round" }
      : { fill: color };
  return svgNode("path", { d, ...look });
}

/** A word on the map, moved inside where it would be cut. */
function wordAt(
  { text, color = "--ink" }: { text: string; color?: string },
  [x, y]: readonly [number, number],
  width: number,
  height: number,
): SvgNode[] {
  if (x < 0 || y < 0 || x > width || y > height) return [];
  const half = textWidth(text, { size: 14, bold: true }) / 2 + 2;
  const [left, top] = [Math.max(half, Math.min(width - half, x)), Math.max(16, Math.min(height - 6, y + 5))];
  return [
    textNode(text, left, top, {
      ...HALO,
      fill: color,
      "font-size": 14,
      "font-weight": 600,
      "text-anchor": "middle",
    }),
  ];
}

function boundsOf({ x, y }: Positions) {
  const of = (values: Float32Array): readonly [number, number] => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
    return low <= high ? [low, high] : [0, 1];
  };
  return { x: of(x), y: of(y) };
}
