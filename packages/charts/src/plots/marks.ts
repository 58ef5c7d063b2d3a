import { symbolCircle, symbolDiamond, symbol as symbolOf, symbolSquare, symbolTriangle } from "d3";
import { type SvgNode, svgNode } from "./svg/node.js";

/** How the points of a series look. */
export interface PointStyle {
  /** A token such as "--category-1", or a CSS color. */
  color: string;
  shape: "circle" | "diamond" | "square" | "triangle";
  /** Whether the mark is unfilled. */
  hollow?: boolean;
  /** Half the width of a circle of the same area, in pixels. Default 5. */
  radius?: number;
}

const SHAPES = {
  circle: symbolCircle,
  diamond: symbolDiamond,
  square: symbolSquare,
  triangle: symbolTriangle,
};
const NAMES = ["circle", "square", "diamond", "triangle"] as const;
/** Places of the ten categories' colors in which neighbors differ most. */
const COLORS = [1, 2, 3, 7, 5, 6, 8, 4, 9, 10];

/** A point's mark, centered at 0, 0. */
export function pointMark({ color, shape, hollow = false, radius = 5 }: PointStyle): SvgNode {
  const d = (symbolOf(SHAPES[shape], radius * radius * Math.PI).digits(2)() ?? "").replaceAll(" ", "");
  return svgNode("path", { d, fill: hollow ? "--surface" : color, stroke: color, "stroke-width": 1.5 });
}

/** The styles of series without one of their own: colors first, then shapes too. */
export function seriesStyle(place: number): PointStyle {
  return {
    color: `--category-${COLORS[place % COLORS.length]}`,
    shape: NAMES[place % NAMES.length],
    hollow: Math.floor(place / COLORS.length) % 2 === 1,
  };
}

/** The style of each of these series: the given one, else the next color and shape. */
export function stylesOf(
  series: readonly string[],
  given: Readonly<Record<string, PointStyle>> = {},
): (name: string) => PointStyle {
  const own = series.filter((name) => !Object.hasOwn(given, name));
  return (name) => (Object.hasOwn(given, name) ? given[name] : seriesStyle(own.indexOf(name)));
}
