import { symbolCircle, symbolDiamond, symbol as symbolOf, symbolSquare, symbolTriangle } from "d3";
import type { PointStyle } from "../elements/shift-plot.js";
import { element, type LegendKey } from "../elements/small-multiples.js";
import { MODEL_NAMES } from "../state/robustness/subgroup-models.js";

const [names, members, probe] = MODEL_NAMES;
const styles: Record<string, PointStyle> = {
  [names]: { color: "var(--category-8)", symbol: "circle", hollow: true },
  [members]: { color: "var(--category-1)", symbol: "circle" },
  [probe]: { color: "var(--category-4)", symbol: "square", radius: 4.5 },
};
const supervised: PointStyle = { color: "var(--ink)", symbol: "diamond", radius: 4.5 };

/** Appearance of one of mini's classifiers, or of the best supervised model, in every chart of the view. */
export const styleOfModel = (name: string): PointStyle => styles[name] ?? supervised;

const shapes = {
  circle: symbolCircle,
  diamond: symbolDiamond,
  square: symbolSquare,
  triangle: symbolTriangle,
};

/** A model's mark in a legend. */
export function modelKey(label: string, { color, symbol, hollow, radius = 5 }: PointStyle): LegendKey {
  const d = symbolOf(shapes[symbol], radius * radius * Math.PI)() ?? "";
  const fill = hollow ? "var(--surface)" : color;
  return { label, draw: () => element("path", { d, fill, stroke: color, "stroke-width": 1.5 }) };
}

/** A small gray dot for one of many models. */
export function dotKey(label: string, opacity: number): LegendKey {
  return { label, draw: () => element("circle", { r: 2.5, fill: "var(--ink-3)", "fill-opacity": opacity }) };
}

/** A line, dashed or with its band. */
export function lineKey(label: string, dashed: boolean): LegendKey {
  return {
    label,
    draw: () => {
      const mark = element("g", {});
      if (!dashed)
        mark.append(
          element("rect", {
            x: -8,
            y: -5,
            width: 16,
            height: 10,
            fill: "var(--ink-3)",
            "fill-opacity": 0.16,
          }),
        );
      const look: Record<string, string | number> = dashed
        ? { stroke: "var(--ink-3)", "stroke-dasharray": "4 4" }
        : { stroke: "var(--ink-2)", "stroke-width": 1.5 };
      mark.append(element("line", { x1: -8, x2: 8, y1: 0, y2: 0, ...look }));
      return mark;
    },
  };
}
