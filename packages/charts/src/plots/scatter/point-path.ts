import type { shapes } from "../../color/categories.js";
import { round, type SvgNode, svgNode } from "../svg/node.js";

export type ScatterShape = (typeof shapes)[number];

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

/** The path of one point. */
export function pointPath(shape: ScatterShape, x: number, y: number, radius: number): string {
  if (shape === "circle") return `M${tenth(x)},${tenth(y)}h0`;
  const corners = OUTLINES[shape].map(([dx, dy]) => `${tenth(x + dx * radius)},${tenth(y + dy * radius)}`);
  return `M${corners.join("L")}Z`;
}

const tenth = (value: number) => Math.round(value * 10) / 10;

/** Many points of one look as one path. */
export function pen(shape: ScatterShape, color: string, d: string, radius: number): SvgNode {
  const look =
    shape === "circle"
      ? { fill: "none", stroke: color, "stroke-width": round(2 * radius), "stroke-linecap": "round" }
      : { fill: color };
  return svgNode("path", { d, ...look });
}
