import { interpolateRgb, rgb } from "d3";
import { shapes } from "../../color/categories.js";
import { regionsOf } from "../../elements/scatter/regions.js";
import { count } from "../../format.js";
import { fitToSquare } from "../../geometry/placement.js";
import { PointIndex } from "../../geometry/point-index.js";
import { colorIn, type Scheme } from "../../style/tokens.js";
import { type LegendKey, legendOf } from "../legend.js";
import { group, HALO, type SvgNode, svgNode, textNode } from "../svg/node.js";
import { textWidth } from "../svg/text-width.js";
import { pen, pointPath, type ScatterShape } from "./point-path.js";
import { type DrawnPoints, rangeOf } from "./rows.js";
import type { ScatterOptions } from "./scatter.js";

/** Steps of the ramp of amounts. */
const STEPS = 24;

export function drawScatter(points: DrawnPoints, width: number, options: ScatterOptions): SvgNode {
  const { positions } = points;
  const view = options.view ?? { x: boundsOf(positions.x), y: boundsOf(positions.y) };
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
  const { layers, layerOf } = layersOf(points);
  const paths = layers.map((): string[] => []);
  for (let row = 0; row < positions.x.length; row++) {
    const [x, y] = place(positions.x[row], positions.y[row]);
    if (x < -radius || y < -radius || x > width + radius || y > height + radius) continue;
    const layer = layerOf(row);
    paths[layer].push(pointPath(layers[layer].shape, x, y, radius));
  }
  const keys = legendOf(points.amounts ? rampKeys(points, options) : categoryKeys(layers, paths), width);
  const top = keys.height > 0 ? keys.height + 10 : 0;
  return svgNode("svg", { width, height: top + height }, [
    ...keys.nodes,
    group(0, top, [
      svgNode("svg", { width, height }, [
        ...layers.flatMap(({ shape, color }, l) =>
          paths[l].length === 0 ? [] : [pen(shape, color, paths[l].join(""), radius)],
        ),
        ...namesOf(points).flatMap((name) => wordAt(name, place(name.x, name.y), width, height)),
      ]),
    ]),
  ]);
}

interface Layers {
  layers: { label: string; color: string; shape: ScatterShape }[];
  layerOf(row: number): number;
}

function layersOf({ categories, amounts }: DrawnPoints): Layers {
  if (amounts) {
    const [low, high] = rangeOf(amounts);
    const stepOf = (value: number) =>
      Math.max(0, Math.min(STEPS - 1, Math.floor(((value - low) / (high - low || 1)) * STEPS)));
    const steps = Array.from({ length: STEPS }, (_, step) => ramp(step / (STEPS - 1)));
    // Gray below, then from low to high: high amounts are not covered.
    const layers = ["--mute", ...steps].map((color) => ({ label: "", color, shape: "circle" as const }));
    const { values } = amounts;
    return { layers, layerOf: (row) => (Number.isNaN(values[row]) ? 0 : 1 + stepOf(values[row])) };
  }
  const { entries = [], codes } = categories ?? {};
  const layers = entries.map(({ label, color, shape }) => ({ label, color, shape: shapes[shape] }));
  const none = { label: categories ? "no category" : "", color: "--mute", shape: "circle" as const };
  return {
    layers: [...layers, none],
    layerOf: (row) => {
      const code = codes?.[row] ?? -1;
      return code >= 0 && code < entries.length ? code : entries.length;
    },
  };
}

/** A color between the lowest and the highest amount's, 0 to 1, light and dark. */
function ramp(at: number): string {
  const of = (scheme: Scheme) => {
    const part = 3 * at;
    const step = Math.min(2, Math.floor(part));
    const name = (s: number) => colorIn(scheme, `amount-${s}` as "amount-1");
    return rgb(interpolateRgb(name(step + 1), name(step + 2))(part - step)).formatHex();
  };
  return `light-dark(${of("light")}, ${of("dark")})`;
}

function rampKeys({ amounts }: DrawnPoints, { amountLabel = "amount" }: ScatterOptions): LegendKey[] {
  if (!amounts) return [];
  const [low, high] = rangeOf(amounts);
  const swatch = (at: number) => svgNode("rect", { x: -6, y: -6, width: 12, height: 12, fill: ramp(at) });
  const said = (value: number) => String(Number(value.toPrecision(3))).replace("-", "−");
  return [
    { label: amountLabel },
    ...[0, 0.5, 1].map((at) => ({ label: said(low + at * (high - low)), mark: swatch(at) })),
  ];
}

function categoryKeys(layers: Layers["layers"], paths: readonly string[][]): LegendKey[] {
  return layers.flatMap(({ label, color, shape }, l) =>
    paths[l].length === 0 || label === ""
      ? []
      : [
          {
            label: `${label} (${count(paths[l].length)})`,
            mark: pen(shape, color, pointPath(shape, 0, 0, 5), 5),
          },
        ],
  );
}

interface Name {
  text: string;
  x: number;
  y: number;
  color: string;
}

/** The categories' names where their points are dense, as on the page. */
function namesOf(points: DrawnPoints): Name[] {
  const { categories, amounts, labels, positions } = points;
  if (!categories || amounts || labels === "none" || positions.x.length === 0) return [];
  const fitted = fitToSquare(positions);
  const [x, y] = [unfit(positions.x, fitted.x), unfit(positions.y, fitted.y)];
  return regionsOf(categories, fitted, new PointIndex(fitted), () => true).map((region) => ({
    text: categories.entries[region.category].label,
    x: x(region.x),
    y: y(region.y),
    color: "--ink",
  }));
}

/** From the unit square back to the points' own space. */
function unfit(own: Float32Array, fitted: Float32Array): (value: number) => number {
  const [[low, high], [from, to]] = [boundsOf(own), boundsOf(fitted)];
  return (value) => low + ((value - from) * (high - low)) / (to - from || 1);
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

function boundsOf(values: Float32Array): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}
