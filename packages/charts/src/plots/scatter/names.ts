import { hexOf, type Oklab, oklabOf } from "../../color/oklab.js";
import { INK_SHARE } from "../../color/readable.js";
import { regionsOf } from "../../elements/scatter/regions.js";
import { fitOf, fitToSquare } from "../../geometry/placement.js";
import { PointIndex } from "../../geometry/point-index.js";
import { colorIn } from "../../style/tokens.js";
import { colorOf } from "../svg/colors.js";
import { HALO, type SvgNode, svgNode, textNode } from "../svg/node.js";
import { fitText, textWidth } from "../svg/text-width.js";
import type { DrawnPoints } from "./rows.js";

/** From the points' unit to pixels. */
export type Place = (x: number, y: number) => readonly [x: number, y: number];

interface Name {
  text: string;
  x: number;
  y: number;
  color: string;
}

const SIZE = 14;

/** The names of regions, in the ink of their category, without those that would overlap or lie outside. */
export function regionNames(
  points: DrawnPoints,
  place: Place,
  width: number,
  height: number,
  zoom: number,
): SvgNode[] {
  const taken: (readonly [number, number, number, number])[] = [];
  return namesOf(points, Math.log2(Math.max(1, zoom)) + 0.01).flatMap(
    ({ text, x: unitX, y: unitY, color }) => {
      const [x, y] = place(unitX, unitY);
      if (x < 0 || y < 0 || x > width || y > height) return [];
      const half = textWidth(text, { size: SIZE, bold: true }) / 2 + 2;
      const [left, base] = [
        Math.max(half, Math.min(width - half, x)),
        Math.max(16, Math.min(height - 6, y + 5)),
      ];
      const box = [left - half, base - SIZE, left + half, base + 4] as const;
      if (taken.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3])) return [];
      taken.push(box);
      const style = { ...HALO, fill: color, "font-size": SIZE, "font-weight": 600, "text-anchor": "middle" };
      return [textNode(text, left, base, style)];
    },
  );
}

/** Names that were given, or the categories' where their points are dense, as on the page. */
function namesOf(points: DrawnPoints, depth: number): Name[] {
  const { categories, amounts, labels, positions, regions } = points;
  if (labels === "none" || positions.x.length === 0) return [];
  if (regions) {
    return [...regions]
      .filter(({ level }) => level <= depth)
      .sort((a, b) => a.level - b.level)
      .map(({ label, x, y, color }) => ({ text: label, x, y, color: color ? inkOf(color) : "--ink" }));
  }
  if (!categories || amounts) return [];
  const fit = fitOf(positions);
  const fitted = fitToSquare(positions, fit);
  return regionsOf(categories, fitted, new PointIndex(fitted), () => true)
    .filter(({ level }) => level <= depth)
    .map(({ category, point }) => ({
      text: categories.entries[category].label,
      x: positions.x[point],
      y: positions.y[point],
      color: inkOf(categories.entries[category].color),
    }));
}

/** A color mixed with ink, light and dark, so that it is readable as text. */
function inkOf(color: string): string {
  const mixed = (["light", "dark"] as const).map((scheme) => {
    const [ink, own] = [oklabOf(colorIn(scheme, "ink")), oklabOf(colorOf(color, scheme))];
    return hexOf(
      own.map((value, axis) => INK_SHARE * ink[axis] + (1 - INK_SHARE) * value) as unknown as Oklab,
    );
  });
  return `light-dark(${mixed[0]}, ${mixed[1]})`;
}

/** Labeled marks that are not points. */
export function anchorMarks(
  anchors: NonNullable<DrawnPoints["anchors"]>,
  place: Place,
  width: number,
): SvgNode[] {
  return anchors.flatMap(({ label, x: unitX, y: unitY }) => {
    const [x, y] = place(unitX, unitY);
    const text = fitText(label, Math.min(220, width / 2), { bold: true });
    const fits = x + 12 + textWidth(text, { bold: true }) < width;
    return [
      svgNode("path", {
        d: `M${x.toFixed(1)},${(y - 7).toFixed(1)}l7,7l-7,7l-7,-7Z`,
        fill: "--surface",
        stroke: "--accent",
        "stroke-width": 2,
      }),
      textNode(text, fits ? x + 11 : x - 11, y + 4, {
        ...HALO,
        "font-weight": 600,
        "text-anchor": fits ? "start" : "end",
      }),
    ];
  });
}
