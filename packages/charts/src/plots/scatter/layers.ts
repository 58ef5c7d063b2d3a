import { interpolateRgb, rgb } from "d3";
import { amountScale } from "../../color/amount-scale.js";
import { shapes } from "../../color/categories.js";
import { colorIn, type Scheme } from "../../style/tokens.js";
import type { ScatterShape } from "./point-path.js";
import type { DrawnPoints } from "./rows.js";

/** Steps of the ramp of amounts. */
const STEPS = 24;

/** Points of one color, drawn above those of the layers before. */
export interface Layer {
  /** What the legend says; "" for nothing. */
  label: string;
  color: string;
  /** The shape in the legend, and of its points unless shapes are by another column. */
  shape: ScatterShape;
}

export interface Layers {
  layers: readonly Layer[];
  layerOf(row: number): number;
  shapeOf(row: number): ScatterShape;
}

export function layersOf(points: DrawnPoints): Layers {
  const { layers, layerOf } = points.amounts ? amountLayers(points.amounts) : categoryLayers(points);
  const { shapes: shaped } = points;
  const shapeOf = (row: number) => {
    if (!shaped) return layers[layerOf(row)].shape;
    return shapes[shaped.entries[shaped.codes[row]]?.shape ?? 0];
  };
  return { layers, layerOf, shapeOf };
}

/** Gray below, then from weak to strong: strong colors are not covered. */
function amountLayers(amounts: NonNullable<DrawnPoints["amounts"]>): Omit<Layers, "shapeOf"> {
  const scale = amountScale(amounts);
  const steps = Array.from({ length: STEPS }, (_, step) => amountColor(step / (STEPS - 1)));
  return {
    layers: ["--mute", ...steps].map((color) => ({ label: "", color, shape: "circle" })),
    layerOf: (row) => {
      const strength = scale.strength(scale.place(amounts.values[row]));
      return Number.isNaN(strength) ? 0 : 1 + Math.round(strength * (STEPS - 1));
    },
  };
}

function categoryLayers({ categories, shapes: shaped }: DrawnPoints): Omit<Layers, "shapeOf"> {
  const { entries = [], codes } = categories ?? {};
  const layers = entries.map(({ label, color, shape }) => ({
    label,
    color,
    shape: shaped ? "circle" : shapes[shape],
  }));
  const none = { label: categories ? "no category" : "", color: "--mute", shape: "circle" as const };
  return {
    layers: [...layers, none],
    layerOf: (row) => {
      const code = codes?.[row] ?? -1;
      return code >= 0 && code < entries.length ? code : entries.length;
    },
  };
}

/** The color of a strength, 0 to 1, light and dark. */
export function amountColor(strength: number): string {
  const of = (scheme: Scheme) => {
    const part = 3 * strength;
    const step = Math.min(2, Math.floor(part));
    const name = (s: number) => colorIn(scheme, `amount-${s}` as "amount-1");
    return rgb(interpolateRgb(name(step + 1), name(step + 2))(part - step)).formatHex();
  };
  return `light-dark(${of("light")}, ${of("dark")})`;
}
