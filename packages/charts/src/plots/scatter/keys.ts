import { type Amounts, amountScale } from "../../color/amount-scale.js";
import { shapes } from "../../color/categories.js";
import { count } from "../../format.js";
import type { LegendKey } from "../legend.js";
import { svgNode } from "../svg/node.js";
import { amountColor, type Layer } from "./layers.js";
import { pen, pointPath } from "./point-path.js";
import type { DrawnPoints } from "./rows.js";

/** Largest number of entries in a legend; the rest are only counted. */
const MOST = 80;

/** The legend of categories: those of which points are drawn, with their number. */
export function categoryKeys(layers: readonly Layer[], counts: readonly number[]): LegendKey[] {
  const listed = layers.flatMap(({ label, color, shape }, l) =>
    counts[l] === 0 || label === ""
      ? []
      : [{ label: `${label} (${count(counts[l])})`, mark: pen(shape, color, pointPath(shape, 0, 0, 5), 5) }],
  );
  if (listed.length <= MOST) return listed;
  return [...listed.slice(0, MOST), { label: `and ${count(listed.length - MOST)} more categories` }];
}

/** The legend of shapes, where they show another column than the colors. */
export function shapeKeys({ shapes: shaped }: DrawnPoints): LegendKey[] {
  if (!shaped) return [];
  const there = new Set(shaped.codes);
  const keys = shaped.entries.flatMap(({ label, shape }, code) => {
    if (!there.has(code)) return [];
    return [{ label, mark: pen(shapes[shape], "--ink-2", pointPath(shapes[shape], 0, 0, 5), 5) }];
  });
  return keys.length <= MOST
    ? keys
    : [...keys.slice(0, MOST), { label: `and ${count(keys.length - MOST)} more` }];
}

/** The legend of amounts: a color for each of some amounts, or for each range between breaks. */
export function amountKeys(amounts: Amounts, label: string): LegendKey[] {
  const scale = amountScale(amounts);
  const swatch = (strength: number) =>
    svgNode("rect", { x: -6, y: -6, width: 12, height: 12, fill: amountColor(strength) });
  const said = (value: number) => String(Number(value.toPrecision(3))).replace("-", "−");
  const { breaks, scale: name = "linear" } = amounts;
  const [low, high] = scale.domain;
  if (breaks && breaks.length > 0) {
    const edges = [low, ...breaks, high];
    const ranges = edges.slice(1).map((to, i) => {
      const middle = (scale.place(edges[i]) + scale.place(to)) / 2;
      return { label: `${said(edges[i])} to ${said(to)}`, mark: swatch(scale.strength(middle)) };
    });
    return [{ label }, ...ranges];
  }
  const shown = name === "linear" ? [low, (low + high) / 2, high] : [low, ...scale.ticks(5), high];
  const values = [...new Set(shown)].sort((a, b) => a - b);
  return [
    { label: name === "linear" ? label : `${label}, ${WORDS[name]}` },
    ...values.map((value) => ({ label: said(value), mark: swatch(scale.strength(scale.place(value))) })),
  ];
}

const WORDS = { log: "logarithmic", symlog: "symmetric logarithmic", quantile: "by quantiles" };
