import { type PointStyle, pointMark } from "./marks.js";
import { group, type SvgNode, svgNode, textNode } from "./svg/node.js";
import { fitText, textWidth } from "./svg/text-width.js";

/** An entry of a legend; its mark is centered at 0, 0. Without a mark it is a remark. */
export interface LegendKey {
  label: string;
  mark?: SvgNode;
}

const ROW = 22;
const MARK = 22;
const GAP = 14;

/** The entries in as many rows as they need, from 0, 0; `height` is 0 without entries. */
export function legendOf(keys: readonly LegendKey[], width: number): { height: number; nodes: SvgNode[] } {
  let [x, y] = [0, 0];
  const nodes = keys.flatMap(({ label, mark }) => {
    const indent = mark ? MARK : 0;
    const shown = fitText(label, width - indent);
    const room = indent + textWidth(shown);
    if (x > 0 && x + room > width) [x, y] = [0, y + ROW];
    const words = textNode(shown, x + indent, y + 13, mark ? {} : { fill: "--ink-2" });
    const entry = mark ? [group(x + 8, y + 9, [mark]), words] : [words];
    x += room + GAP;
    return entry;
  });
  return { height: keys.length > 0 ? y + ROW : 0, nodes };
}

export function pointKey(label: string, style: PointStyle): LegendKey {
  return { label, mark: pointMark(style) };
}

/** A small gray dot for one of many models. */
export function dotKey(label: string, opacity: number): LegendKey {
  return { label, mark: svgNode("circle", { r: 2.5, fill: "--ink-3", "fill-opacity": opacity }) };
}

/** A line, dashed or with its band. */
export function lineKey(label: string, how: "dashed" | "banded" | "plain"): LegendKey {
  const look = how === "dashed" ? DASHED : SOLID;
  const band = svgNode("rect", { x: -8, y: -5, width: 16, height: 10, ...BAND });
  const line = svgNode("line", { x1: -8, x2: 8, y1: 0, y2: 0, ...look });
  return { label, mark: svgNode("g", {}, how === "banded" ? [band, line] : [line]) };
}

export const DASHED = { stroke: "--ink-3", "stroke-width": 1, "stroke-dasharray": "4 4" };
export const SOLID = { stroke: "--ink-2", "stroke-width": 1.5 };
export const BAND = { fill: "--ink-3", "fill-opacity": 0.16 };
